"""The words of the room "Morph"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_morph": ("Morph", "渐变"),
    "morph_lead": (
        "Two ways from your drawing to another one. Through the code, the network goes in small "
        "steps from one list of numbers to the other, and paints each step. The cross-fade just "
        "mixes the pixels. Noise is left out here.",
        "从你的画到另一张，有两种走法。走编码：网络从一串数一小步一小步走到另一串数，"
        "每一步都画出来。像素叠化：只把两张图的像素混在一起。这里不加噪声。",
    ),
    # the other end
    "morph_into": ("Your drawing turns into", "你的画变成"),
    "morph_keep": ("Use as target", "设为目标"),
    "morph_keep_hint": (
        "Then draw something else, and watch it turn into this.",
        "再画一个别的，看它怎样变成这一个。",
    ),
    "morph_kept": ("The target that you drew", "你画的目标"),
    "morph_swap": ("Swap the ends", "两头对调"),
    # the films
    "morph_code": ("Through the code", "走编码"),
    "morph_fade": ("Cross-fade", "像素叠化"),
    "morph_from": ("your drawing", "你的画"),
    "morph_to": ("the target", "目标"),
    "morph_at": ("Where on the way", "走到哪里"),
    "morph_at_text": (
        "{p} % of the way. Through the code: {a}. Cross-fade: {b}.",
        "走了 {p}%。走编码：{a}。像素叠化：{b}。",
    ),
    "morph_strip": ("{of}: nine steps, read as {list}", "{of}：九步，依次认作 {list}"),
    "morph_band": (
        "The taller a bar, the less sure the classifier is.",
        "竖条越高，识别器越没把握。",
    ),
    "morph_play": ("Play", "播放"),
    "morph_pause": ("Pause", "暂停"),
    "morph_gif": ("Download as GIF", "下载 GIF"),
    "morph_gif_making": ("Making the GIF …", "正在制作 GIF……"),
    "morph_gif_failed": ("The GIF could not be made; try again.", "GIF 没有做成，请再试一次。"),
    # the sentence: first on the network's picture, then on the cross-fade; each read, or not
    "morph_read_read_long": (
        "Halfway, the network's picture is read as {a}. The cross-fade only lays one digit over "
        "the other; it is read as {b}.",
        "走到一半，网络画的图被认作 {a}。叠化只是把两个数字叠在一起，被认作 {b}。",
    ),
    "morph_read_guessed_long": (
        "Halfway, the network's picture is read as {a}. The cross-fade only lays one digit over "
        "the other, and cannot be read.",
        "走到一半，网络画的图被认作 {a}。叠化只是把两个数字叠在一起，认不出来。",
    ),
    "morph_guessed_read_long": (
        "Halfway, the network's picture cannot be read. The cross-fade, one digit laid over the "
        "other, is read as {b}.",
        "走到一半，网络画的图认不出来。叠化把两个数字叠在一起，却被认作 {b}。",
    ),
    "morph_guessed_guessed_long": (
        "Halfway, the classifier can read neither the network's picture nor the cross-fade, one "
        "digit laid over the other.",
        "走到一半，网络画的图认不出来；两个数字叠在一起的叠化图，也认不出来。",
    ),
    "morph_one_digit_long": (
        "Both are {d}s. Halfway, the network paints another {d}, between the two; the cross-fade "
        "only lays one over the other.",
        "两头都是 {d}。走到一半，网络画出的是介于两者之间的另一个 {d}；叠化只是把两个叠在一起。",
    ),
    "morph_symbols": (
        "Halfway, the network paints something in between, out of all that it knows: your symbols. "
        "The cross-fade only lays one over the other.",
        "走到一半，网络画出的是介于两者之间的东西，用的是它唯一认识的东西：你的符号；"
        "叠化只是把两个叠在一起。",
    ),
    "morph_sure": (
        "The classifier is at least 90 % sure of {a} of {n} pictures through the code, and of "
        "{b} in the cross-fade.",
        "两条路上各有 {n} 张图，识别器有九成以上把握的：走编码 {a} 张，叠化 {b} 张。",
    ),
    "morph_same": (
        "Both ends are the same picture, so nothing moves. Draw something else, or pick one here.",
        "两头是同一张图，所以什么也没变。画一个别的，或者在这里选一个。",
    ),
    "morph_no_code": (
        "There is no way to go here: this network paints only with a picture in view, and "
        "between two digits there is none.",
        "这里无路可走：这个网络要看着图才能画，而两个数字之间没有图可看。",
    ),
}
