"""The words of the room "Not a digit?"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_strange": ("Not a digit?", "不是数字？"),
    "strange_lead": (
        "The network has learnt from handwritten digits and nothing else. Draw something else, and "
        "watch how badly it copies it. Noise is left out here.",
        "网络只学过手写数字。画点别的，看它描得有多糟。这里不加噪声。",
    ),
    "room_strange_symbols": ("Not one of yours?", "不是你的？"),
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
    # the sentence, by the share of the digits that are less strange
    "strange_familiar_long": (
        "Ordinary: stranger than {p} of {of}.",
        "普通：只比{of}中的 {p} 奇怪。",
    ),
    "strange_ordinary_long": (
        "Fairly ordinary: stranger than {p} of {of}.",
        "还算普通：比{of}中的 {p} 奇怪。",
    ),
    "strange_unusual_long": (
        "Unusual: stranger than {p} of {of}.",
        "少见：比{of}中的 {p} 奇怪。",
    ),
    "strange_strange_long": (
        "Strange: stranger than {p} of {of}.",
        "奇怪：比{of}中的 {p} 都奇怪。",
    ),
    "strange_all_long": (
        "Strange: stranger than {p} of {of}.",
        "奇怪：比{p}{of}都奇怪。",
    ),
    "strange_of_digits": ("{n} handwritten digits", " {n} 个手写数字"),
    "strange_of_symbols": ("{n} pictures of your symbols", " {n} 张你的符号"),
    "strange_every": ("every one", "全部"),
    # the pictures
    "strange_drawing": ("Your drawing", "你的画"),
    "strange_copy": ("Network's copy", "网络描的"),
    "strange_difference": ("Difference", "差在哪里"),
    "strange_made_long": (
        "The network draws only what digits have taught it. This is read as {d} ({p} %).",
        "网络只会画数字教过它的东西。这张被认作 {d}（{p}%）。",
    ),
    "strange_read_long": (
        "The network's picture is read as {d} ({p} %).",
        "网络描出来的，被认作 {d}（{p}%）。",
    ),
    "strange_guess_long": (
        "The network's picture cannot be read as a digit.",
        "网络描出来的，认不出是哪个数字。",
    ),
    "strange_free_long": (
        "This network copies anything, digit or not: shortcuts carry the picture past the code.",
        "这个网络来什么就抄什么，不管是不是数字：捷径让画面绕过了编码。",
    ),
    # folded: how that is found, and how well
    "strange_trust": ("How do we know?", "这是怎么知道的？"),
    "strange_by_classifier_long": (
        "The classifier, which names the digits, has also seen drawings that are none. So it can "
        "say how much yours is like them.",
        "认数字的识别器也见过不是数字的画，所以能说出你画的有多像那些画。",
    ),
    "strange_by_error_long": (
        "Your own network is judged by how badly it copies: the worse, the stranger. What can be "
        "made from strokes of digits passes, even if it is none.",
        "你自己的网络，看它描得有多糟：越糟就越奇怪。凡是能用数字的笔画拼出来的，不是数字也能过关。",
    ),
    "strange_digits": ("{n} test digits", "{n} 个测试数字"),
    "strange_yours": ("your drawing", "你的画"),
    "strange_region": ("strange", "奇怪"),
    "strange_usual": ("usual", "一般"),
    "strange_axis_classifier": ("odds that it is no digit", "不是数字 : 是数字"),
    "strange_axis_error": (
        "error of the copy, as a multiple of the usual one",
        "误差是一般水平的几倍",
    ),
    "strange_error_long": (
        "The network's copy has {t} times the usual error; it copies {p} % of the digits better.",
        "网络描出来的误差是一般水平的 {t} 倍；{p}% 的数字它描得更好。",
    ),
    "strange_all_numbers": (
        "Here the network uses all {n} numbers of its code.",
        "在这里，网络用上了编码的全部 {n} 个数。",
    ),
    "strange_finds_long": (
        "A drawing is called strange here if it is stranger than 95 % of the digits. We tried {n} "
        "drawings that are no digits and that no network here has learnt from. The classifier "
        "finds {f} % of them strange. By the error of its copies alone, {name} finds {e} %.",
        "比 95% 的数字都怪，这里就叫“奇怪”。我们试过 {n} 张不是数字、这里的网络都没学过的画，"
        "识别器觉得其中 {f}% 奇怪。单凭描出来的误差，“{name}”能找出 {e}%。",
    ),
    "strange_best_long": (
        "No network on this page does better by its error.",
        "单凭误差，本页没有哪个网络比它强。",
    ),
    "strange_better_long": (
        "By its error, {name} does best: {f} %. The fewer numbers a network has, the less it can "
        "copy what it has never learnt.",
        "单凭误差，“{name}”最强：{f}%。网络的数越少，就越描不出它没学过的东西。",
    ),
    "strange_ink_long": (
        "Just weighing the ink finds {i} %.",
        "光称一称墨有多少，也能找出 {i}%。",
    ),
    "strange_own_long": (
        "It is compared with {n} digits. How many drawings it would find strange that way, nobody "
        "has measured.",
        "拿来比较的是 {n} 个数字。这样能找出多少奇怪的画，还没有人量过。",
    ),
    # of a visitor's net that has learnt symbols
    "strange_symbols_lead": (
        "This network has learnt from your symbols and nothing else. Draw "
        "something else, a digit for example, and watch how badly it copies it.",
        "这个网络只学过你的符号。画点别的，比如一个数字，看它描得有多糟。",
    ),
    "strange_symbols_digits": ("{n} pictures of your symbols", "{n} 张你的符号"),
    "strange_symbols_error_long": (
        "The network's copy has {t} times the usual error; it copies {p} % of the pictures of your "
        "symbols better.",
        "网络描出来的误差是一般水平的 {t} 倍；你的符号里，{p}% 它描得更好。",
    ),
    "strange_symbols_own_long": (
        "It is compared with {n} pictures, made from drawings that were kept from it. A drawing is "
        "called strange here if it is copied worse than 95 % of them.",
        "拿来比较的是 {n} 张，由训练时留出来的那几张变化而成。"
        "比其中 95% 描得都差，这里就叫“奇怪”。",
    ),
    # problems
    "strange_missing": (
        "The measurements of this model do not fit it or cannot be read ({file}). Make them again "
        "with: {command}.",
        "这个模型的误差统计不合用，或者读不出来（{file}）。用 {command} 重新生成。",
    ),
}
