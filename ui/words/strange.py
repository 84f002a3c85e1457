"""The words of the room "How strange?"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_strange": ("How strange?", "有多怪？"),
    "strange_lead": (
        "An autoencoder knows only what it has learnt from: here, handwritten digits. Draw "
        "anything else and watch how badly it copies it. How strange your drawing is, the "
        "classifier judges: it has been shown digits, and drawings that are none. In this room "
        "both always get your drawing clean: noise, and what you scribble or rub out, do not "
        "count.",
        "自编码器只懂它学过的东西，这里就是手写数字。画点别的，看它描得有多糟。"
        "到底有多怪，由识别器评判：它看过数字，也看过不是数字的画。"
        "在这里它们拿到的总是干净的画，噪声、乱涂和擦掉的都不算。",
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
    "strange_axis_classifier": (
        "odds that it is no digit, says the classifier",
        "识别器判断：不是数字 : 是数字",
    ),
    "strange_axis_error": (
        "error of the copy, as a multiple of the usual one",
        "误差是一般水平的几倍",
    ),
    # the sentence, by the classifier
    "strange_familiar_classifier_long": (
        "Very ordinary: at most digits the classifier hesitates more.",
        "非常普通：对多数数字，识别器反而更犹豫。",
    ),
    "strange_ordinary_classifier_long": (
        "Ordinary: plenty of real digits look no more like one to the classifier.",
        "普通：在识别器看来，不少真正的数字也不比它更像。",
    ),
    "strange_unusual_classifier_long": (
        "Unusual: few digits look so little like one to the classifier.",
        "少见：在识别器看来，很少有数字这么不像数字。",
    ),
    "strange_strange_classifier_long": (
        "Stranger than nearly all digits: to the classifier it hardly looks like one.",
        "几乎比所有数字都怪：在识别器看来，它不怎么像数字。",
    ),
    # and by the error of a visitor's own network
    "strange_familiar_error_long": (
        "Very ordinary. Most digits give your network more trouble: to it, your drawing looks like "
        "what it has learnt from. Whether it is a digit, it cannot tell: what can be put together "
        "from strokes of digits passes, too.",
        "非常普通。多数数字反而让你的网络更费劲：在它看来，你画的就像它学过的东西。"
        "至于是不是数字，它分不出来：凡是能用数字的笔画拼出来的，都能过关。",
    ),
    "strange_ordinary_error_long": (
        "Ordinary. Plenty of real digits give your network as much trouble. That alone does not "
        "make your drawing a digit: what can be put together from strokes of digits passes, too.",
        "普通。不少真正的数字也让你的网络这么费劲。不过这不说明你画的就是数字："
        "凡是能用数字的笔画拼出来的，都能过关。",
    ),
    "strange_unusual_error_long": (
        "Unusual. Few digits give your network so much trouble: it has hardly met anything like "
        "your drawing.",
        "少见。很少有数字让你的网络这么费劲：像你画的这种，它几乎没见过。",
    ),
    "strange_strange_error_long": (
        "Stranger than nearly all. Your network has met nothing but digits, and what is in no "
        "digit it cannot copy.",
        "几乎比所有数字都怪。你的网络只见过数字，数字里没有的东西，它描不出来。",
    ),
    # the network's own error
    "strange_error_long": (
        "The error of its copy is {t} times the usual one; {p} % of the digits it copies better.",
        "它描出来的误差是一般水平的 {t} 倍；{p}% 的数字它描得更好。",
    ),
    "strange_all_numbers": (
        "Here the network uses all {n} numbers of its code.",
        "在这里，网络用上了编码的全部 {n} 个数。",
    ),
    "strange_free_long": (
        "Shortcuts carry the picture past the code, so this network copies whatever comes, digit "
        "or not, nearly perfectly.",
        "捷径让画面绕过了编码，所以这个网络来什么就抄什么，是不是数字都几乎一模一样。",
    ),
    # the pictures
    "strange_drawing": ("Your drawing", "你的画"),
    "strange_copy": ("What the network drew", "网络描出来的"),
    "strange_difference": ("Difference", "差在哪里"),
    "strange_made_long": (
        "It can draw only as digits have taught it, and this is the nearest it got. The classifier "
        "reads {d} in it ({p} %).",
        "它只会照着数字教它的样子画，这已经是它能画得最像的了。识别器把它认作 {d}（{p}%）。",
    ),
    "strange_read_long": (
        "In what the network drew, the classifier reads {d} ({p} %).",
        "网络描出来的，识别器认作 {d}（{p}%）。",
    ),
    "strange_guess_long": (
        "In what the network drew, the classifier can read nothing.",
        "网络描出来的，识别器什么也认不出。",
    ),
    # how well the model finds non-digits
    "strange_trust": ("How far can you trust it?", "这个判断有多可靠？"),
    "strange_finds_long": (
        "We call strange what is stranger than 95 % of the digits, so one real digit in twenty is "
        "called strange, too. Of {n} drawings that are no digits, and that no network here has "
        "ever learnt from, the classifier finds {f} % strange. By the error of its copies alone, "
        "{name} would find {e} %.",
        "比 95% 的数字都怪，我们就叫“奇怪”，所以二十个真正的数字里也有一个会被叫作奇怪。"
        "我们用 {n} 张不是数字、这里的网络都没学过的画试过，识别器觉得其中 {f}% 奇怪。"
        "单凭描出来的误差，“{name}”只能找出 {e}%。",
    ),
    "strange_best_long": (
        "No network on this page tells better by its error.",
        "本页没有哪个网络单凭误差比它更会分辨。",
    ),
    "strange_better_long": (
        "{name} tells best by its error: {f} %. With fewer numbers to write down, a network copies "
        "less of what it has never learnt.",
        "单凭误差最会分辨的是“{name}”：{f}%。能记的数越少，网络就越描不出它没学过的东西。",
    ),
    "strange_ink_long": (
        "Just weighing the ink would find {i} %.",
        "光称一称墨有多少，也能找出 {i}%。",
    ),
    "strange_own_long": (
        "Your own network is judged by its error alone, compared with its errors on {n} digits. "
        "How many drawings it would find that way, nobody has measured.",
        "你自己训练的网络只凭误差评判，与它在 {n} 个数字上的误差相比。"
        "这样能找出多少，还没有人量过。",
    ),
    # problems
    "strange_missing": (
        "What is known of this model's errors does not fit it or cannot be read ({file}). Make it "
        "again with: {command}.",
        "这个模型的误差统计不合用，或者读不出来（{file}）。用 {command} 重新生成。",
    ),
}
