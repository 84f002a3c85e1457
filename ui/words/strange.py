"""The words of the room "How strange?"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_strange": ("How strange?", "有多怪？"),
    "strange_lead": (
        "An autoencoder knows only what it has learnt from: here, handwritten digits. Draw "
        "anything else and watch how badly it copies it. The worse the copy, the stranger your "
        "drawing is to it. In this room it always gets your drawing clean: noise, and what you "
        "scribble or rub out, do not count.",
        "自编码器只懂它学过的东西，这里就是手写数字。画点别的，看它描得有多糟：描得越糟，"
        "你的画对它来说就越奇怪。在这里它拿到的总是干净的画，噪声、乱涂和擦掉的都不算。",
    ),
    # the samples
    "strange_samples": ("Put one on the pad", "点一个放到手写板上"),
    "strange_sample_four": ("A four, an ordinary digit", "一个普通的 4"),
    "strange_sample_letter_o": ("The letter O", "字母 O"),
    "strange_sample_letter_a": ("The letter A", "字母 A"),
    "strange_sample_letter_e": ("The letter E", "字母 E"),
    "strange_sample_zhong": ("The character 中, “middle”", "汉字“中”"),
    "strange_sample_heart": ("A heart", "一颗心"),
    "strange_sample_star": ("A star", "一颗星"),
    "strange_sample_house": ("A house", "一座房子"),
    "strange_sample_smiley": ("A smiley", "一张笑脸"),
    "strange_sample_cat": ("A cat", "一只猫"),
    "strange_sample_outline": ("The outline of a seven", "空心的 7"),
    "strange_sample_scribble": ("A scribble", "一团乱线"),
    # the gauge
    "strange_than_long": (
        "Stranger than {p} of {n} handwritten digits",
        "比 {n} 个手写数字中的 {p} 都奇怪",
    ),
    "strange_than_all_long": (
        "Stranger than {p} of {n} handwritten digits",
        "比{p} {n} 个手写数字都奇怪",
    ),
    "strange_every": ("every one", "全部"),
    "strange_digits": ("{n} test digits", "{n} 个测试数字"),
    "strange_yours": ("your drawing", "你的画"),
    "strange_region": ("strange", "奇怪"),
    "strange_usual": ("usual", "一般"),
    "strange_axis": ("error of the copy, as a multiple of the usual one", "误差是一般水平的几倍"),
    # the sentence
    "strange_familiar_long": (
        "Very ordinary. Most digits give this network more trouble: to it, your drawing looks like "
        "what it has learnt from. Whether it is a digit, it cannot tell: what can be put together "
        "from strokes of digits passes, too.",
        "非常普通。多数数字反而让这个网络更费劲：在它看来，你画的就像它学过的东西。"
        "至于是不是数字，它分不出来：凡是能用数字的笔画拼出来的，都能过关。",
    ),
    "strange_ordinary_long": (
        "Ordinary. Plenty of real digits give this network as much trouble. That alone does not "
        "make your drawing a digit: what can be put together from strokes of digits passes, too.",
        "普通。不少真正的数字也让这个网络这么费劲。不过这不说明你画的就是数字："
        "凡是能用数字的笔画拼出来的，都能过关。",
    ),
    "strange_unusual_long": (
        "Unusual. Few digits give this network so much trouble: it has hardly met anything like "
        "your drawing.",
        "少见。很少有数字让这个网络这么费劲：像你画的这种，它几乎没见过。",
    ),
    "strange_strange_long": (
        "Stranger than nearly all. An autoencoder knows only its data: this one has met nothing "
        "but digits, and what is in no digit it cannot copy.",
        "几乎比所有数字都怪。自编码器只懂它的数据：这个网络只见过数字，数字里没有的东西，它描不出来。",
    ),
    "strange_free_long": (
        "But look at the copy: it is nearly perfect. Shortcuts carry the picture past the code, "
        "so this network copies whatever comes, digit or not, and its tiny error says next to "
        "nothing.",
        "不过看看它描的：几乎一模一样。捷径让画面绕过了编码，所以这个网络来什么就抄什么，"
        "是不是数字都一样；它那一点点误差说明不了什么。",
    ),
    # the pictures
    "strange_drawing": ("Your drawing", "你的画"),
    "strange_copy": ("What the network drew", "网络描出来的"),
    "strange_difference": ("Difference", "差在哪里"),
    "strange_made_long": (
        "It can draw only as digits have taught it, and this is the nearest it got. A reader, "
        "which knows nothing but digits either, reads {d} in it ({p} %).",
        "它只会照着数字教它的样子画，这已经是它能画得最像的了。"
        "识别器也只认识数字，把它认作 {d}（{p}%）。",
    ),
    "strange_read_long": (
        "In what the network drew, a reader reads {d} ({p} %).",
        "网络描出来的，识别器认作 {d}（{p}%）。",
    ),
    "strange_guess_long": (
        "In what the network drew, a reader can only guess: {d}, perhaps ({p} %).",
        "网络描出来的，识别器只能猜：可能是 {d}（{p}%）。",
    ),
    # how well the model finds non-digits
    "strange_trust": ("How far can you trust it?", "这个判断有多可靠？"),
    "strange_finds_long": (
        "We call strange what is stranger than 95 % of the digits. Of {n} drawings that are no "
        "digits (the samples above but for the four and the O, each redrawn by a hundred hands), "
        "{name} finds {f} % strange.",
        "比 95% 的数字都怪，我们就叫“奇怪”。我们用 {n} 张不是数字的画试过"
        "（上面的样本，除了 4 和 O，每个换一百种笔迹重画），“{name}”觉得其中 {f}% 奇怪。",
    ),
    "strange_ink_long": (
        "Just weighing the ink would find {i} %: it hardly tells better than that, or not even so "
        "well.",
        "光称一称墨有多少，也能找出 {i}%：它并不比这强多少，甚至还不如。",
    ),
    "strange_best_long": (
        "No network on this page tells better. Still, one real digit in twenty is called strange, "
        "too.",
        "本页没有哪个网络比它更会分辨。即便如此，二十个真正的数字里也有一个会被叫作奇怪。",
    ),
    "strange_better_long": (
        "{name} tells best: {f} %. With fewer numbers to write down, a network copies less of what "
        "it has never learnt.",
        "最会分辨的是“{name}”：{f}%。能记的数越少，网络就越描不出它没学过的东西。",
    ),
    # problems
    "strange_own": (
        "Nobody has measured how well your own network copies the test digits, so there is nothing "
        "to compare your drawing with. The networks of this page have been measured.",
        "你自己训练的网络没有在测试数字上量过，所以无从比较。本页自带的网络都量过。",
    ),
    "strange_missing": (
        "What is known of this model's errors does not fit it or cannot be read ({file}). Make it "
        "again with: {command}.",
        "这个模型的误差统计不合用，或者读不出来（{file}）。用 {command} 重新生成。",
    ),
}
