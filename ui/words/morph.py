"""The words of the room "Morph"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_morph": ("Morph", "渐变"),
    "morph_lead": (
        "Two ways from your digit to another one. Through the code, the network walks in a "
        "straight line from one list of numbers to the other, and paints each step. In the "
        "cross-fade no network is asked: the pixels are simply mixed. Both digits go in clean, "
        "without the noise.",
        "从你的数字到另一个数字，有两种走法。走编码：网络从一个数字的编码沿直线走到另一个的编码，"
        "每一步都画出来。像素叠化：不用网络，只把两张图的像素混在一起。两个数字都不加噪声。",
    ),
    # the other end
    "morph_into": ("Your digit turns into", "你的数字变成"),
    "morph_keep": ("Keep the digit on the pad", "留住板上的数字"),
    "morph_keep_hint": (
        "Keeps it at the other end. Then draw a second digit, and morph between the two.",
        "把它留在另一头，再写一个数字，就能在自己写的两个数字之间渐变。",
    ),
    "morph_kept": ("The digit you kept", "你留住的数字"),
    "morph_swap": ("Swap the ends", "两头对调"),
    # the films
    "morph_code": ("Through the code", "走编码"),
    "morph_fade": ("Cross-fade", "像素叠化"),
    "morph_from": ("your digit", "你的数字"),
    "morph_to": ("the other one", "另一个数字"),
    "morph_at": ("Where on the way", "走到哪里"),
    "morph_at_text": (
        "{p} % of the way. Through the code: {a}. Cross-fade: {b}.",
        "走了 {p}%。走编码：{a}。像素叠化：{b}。",
    ),
    "morph_strip": ("{of}: nine steps, read as {list}", "{of}：九步，依次认作 {list}"),
    "morph_band": (
        "Bars show where the classifier is in doubt: the taller, the less sure.",
        "竖条表示识别器拿不准的地方：越高，越没把握。",
    ),
    "morph_play": ("Play there and back", "来回播放"),
    "morph_gif": ("Download as GIF", "下载 GIF"),
    "morph_gif_making": ("Making the GIF …", "正在制作 GIF……"),
    "morph_gif_failed": ("The GIF could not be made; try again.", "GIF 没有做成，请再试一次。"),
    # the sentence: first on the network's picture, then on the cross-fade; each read, or not
    "morph_read_read_long": (
        "Halfway, the network draws what the classifier takes for {a} ({ap} %). The cross-fade "
        "shows both digits at once; it is read as {b} ({bp} %).",
        "走到一半，网络画的图被识别器认作 {a}（{ap}%）；叠化只是两个数字的重影，"
        "被认作 {b}（{bp}%）。",
    ),
    "morph_read_guessed_long": (
        "Halfway, the network draws what the classifier takes for {a} ({ap} %). The cross-fade "
        "shows both digits at once, and nothing can be read in it.",
        "走到一半，网络画的图被识别器认作 {a}（{ap}%）；叠化只是两个数字的重影，什么也认不出。",
    ),
    "morph_guessed_read_long": (
        "Halfway, the classifier can read nothing in what the network draws. The cross-fade shows "
        "both digits at once; it is read as {b} ({bp} %).",
        "走到一半，网络画的图，识别器什么也认不出；叠化是两个数字的重影，却被认作 {b}（{bp}%）。",
    ),
    "morph_guessed_guessed_long": (
        "Halfway, the classifier can read nothing, neither in what the network draws nor in the "
        "cross-fade, which shows both digits at once.",
        "走到一半，识别器两张图都认不出：网络画的认不出，两个数字重影的叠化图也认不出。",
    ),
    "morph_sure": (
        "On the whole way, the classifier is at least 90 % sure of {a} of {n} pictures through the "
        "code, and of {b} of the cross-fade.",
        "整条路上各有 {n} 张图，识别器有九成以上把握的：走编码 {a} 张，叠化 {b} 张。",
    ),
    "morph_same": (
        "Both ends are the same digit, so nothing moves. Draw another one on the pad, or pick one "
        "here.",
        "两头是同一个数字，所以什么也没变。在板上另写一个，或者在这里选一个。",
    ),
    "morph_no_code": (
        "There is no way to walk here: this network paints with the picture before its eyes, and "
        "between two digits there is none.",
        "这里无路可走：这个网络要看着图才能画，而两个数字之间没有图可看。",
    ),
}
