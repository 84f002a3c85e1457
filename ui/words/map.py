"""The words of the room "Map"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_map": ("Map", "地图"),
    "map_lead": (
        "A second, small network squeezes the {n} numbers of a code into two: a place on this "
        "map. Each small numeral is a test digit. Similar digits gather, though nobody told the "
        "map which is which. The glowing point is yours.",
        "另一个小网络，把编码的 {n} 个数再压成两个：地图上的一个位置。"
        "每个小数字都是一张测试图。相似的聚在一起，没有人告诉地图它们是几。"
        "发光的点是你的数字。",
    ),
    "map_chart": (
        "Map of the codes. The arrow keys walk over it and show what the decoder paints at each "
        "place; Escape leads back to your own point.",
        "编码地图。用方向键在上面走，看解码器在每个位置画出什么；按 Esc 回到你自己的点。",
    ),
    "map_how": (
        "Point anywhere, tap, or use the arrow keys. The place is turned back into a code, and "
        "the decoder paints it.",
        "用鼠标指、用手指点，或按方向键，随便去哪里看看。位置会变回编码，再由解码器画出来。",
    ),
    "map_classes": ("Digits on the map", "图上的数字"),
    "map_class": ("Digit {d}", "数字 {d}"),
    "map_all": ("All", "全选"),
    "map_none": ("None", "全不选"),
    "map_own": ("At your own point", "你所在的位置"),
    "map_there": ("At this place", "这个位置"),
    "map_restored": ("Yours, restored", "你画的，还原后"),
    "map_plane_two": ("painted from {x} and {y}", "由 {x} 和 {y} 画出"),
    "map_two": ("painted from 2 numbers", "由 2 个数画出"),
    "map_many": ("painted from {n} numbers", "由 {n} 个数画出"),
    "map_loss": (
        "Two numbers hold less than {n}: here you see what the digits around have in common, not "
        "quite yours.",
        "两个数装不下 {n} 个数的内容：这里画出的是附近数字共同的样子，不完全是你写的。",
    ),
    "map_back": ("Back to your own point", "回到你自己的点"),
    "map_stands_long": (
        "Your noisy digit is among the {d}s: {k} of the {n} test digits nearest to it are {d}s.",
        "你的加噪数字在 {d} 中间：离它最近的 {n} 个测试数字里，有 {k} 个是 {d}。",
    ),
    "map_clean_long": (
        "Your digit is among the {d}s: {k} of the {n} test digits nearest to it are {d}s.",
        "你的数字在 {d} 中间：离它最近的 {n} 个测试数字里，有 {k} 个是 {d}。",
    ),
    "map_carried_long": (
        "The noise has carried your digit from the {c}s to the {d}s: {k} of the {n} test digits "
        "nearest to it now are {d}s.",
        "噪声把你的数字从 {c} 那边带到了 {d} 这边：现在离它最近的 {n} 个测试数字里，"
        "有 {k} 个是 {d}。",
    ),
    "map_between_long": (
        "Your digit is between several kinds: only {k} of the {n} test digits nearest to it are "
        "{d}s.",
        "你的数字夹在几种数字之间：离它最近的 {n} 个测试数字里，只有 {k} 个是 {d}。",
    ),
    "map_apart_long": (
        "Your digit is far from all the others: to this network, hardly any test digit looks "
        "like it.",
        "你的数字离别的都很远：在这个网络看来，几乎没有哪个测试数字像它。",
    ),
    "map_here_long": (
        "Here are the {d}s: {k} of the {n} nearest test digits are {d}s.",
        "这里是 {d} 的地盘：最近的 {n} 个测试数字里，有 {k} 个是 {d}。",
    ),
    "map_here_between_long": (
        "Several kinds meet here: only {k} of the {n} nearest test digits are {d}s.",
        "几种数字在这里交界：最近的 {n} 个测试数字里，只有 {k} 个是 {d}。",
    ),
    "map_here_apart_long": (
        "Hardly any test digit is here, but the decoder paints something all the same.",
        "几乎没有测试数字在这里，不过解码器照样会画出点什么。",
    ),
    "map_quality": (
        "How good is the map? {a} % of the test digits have mostly their own kind around them. "
        "With all {n} numbers it would be {c} %; on a simpler map, made without a network (PCA), "
        "{p} %.",
        "这张地图准不准？{a}% 的测试数字，周围多半是同类。用全部 {n} 个数来比是 {c}%；"
        "不用网络的简单地图（PCA）是 {p}%。",
    ),
    # of a visitor's net with two numbers
    "map_plane_lead": (
        "Your network squeezes every digit into {n} numbers, and two numbers are a place on this "
        "plane. Each small numeral is a test digit at its place; behind it is what the decoder "
        "paints there. The glowing point is yours.",
        "你的网络把每个数字压成 {n} 个数，两个数就是这个平面上的一个位置。"
        "每个小数字都是一张测试图，站在自己的位置上；背后是解码器在那里画出的样子。"
        "发光的点是你的数字。",
    ),
    "map_plane_axes": (
        "Across: the first number, {x} to {u}. Upwards: the second, {y} to {v}.",
        "横向：第一个数，从 {x} 到 {u}。纵向：第二个数，从 {y} 到 {v}。",
    ),
    "map_plane_how": (
        "Point anywhere, tap, or use the arrow keys: two numbers are a code, and the decoder "
        "paints it. “None” hides the numerals.",
        "用鼠标指、用手指点，或按方向键，随便去哪里看看：两个数就是一个编码，"
        "解码器把它画出来。点“全不选”收起小数字。",
    ),
    "map_plane_loss": (
        "This map loses nothing: each place is a code. What {n} numbers cannot hold was lost "
        "before.",
        "这张地图什么也没丢：每个位置就是一个编码。{n} 个数装不下的，在这之前已经丢了。",
    ),
    "map_plane_quality": (
        "How well has your network sorted the digits? {a} % of the test digits have mostly their "
        "own kind around them.",
        "你的网络把数字分得怎么样？{a}% 的测试数字，周围多半是同类。",
    ),
    # of a visitor's net that has learnt symbols
    "map_symbols": ("Symbols on the map", "图上的符号"),
    "map_symbols_lead": (
        "The map of your own symbols. A second, small network squeezes the {n} numbers of a code "
        "into two: a place. Each small letter is a picture made from a drawing that your network "
        "never learnt from. The glowing point is what is on the pad.",
        "你自己的符号的地图。另一个小网络，把编码的 {n} 个数再压成两个：一个位置。"
        "每个小字是一张图，由网络没学过的画变化而成。发光的点是手写板上的画。",
    ),
    "map_symbols_near_long": (
        "Of the {n} pictures nearest to it, {k} are “{d}”.",
        "离它最近的 {n} 张里，有 {k} 张是“{d}”。",
    ),
    "map_symbols_carried_long": (
        "The noise has carried your drawing from “{c}” to “{d}”: {k} of the {n} pictures nearest "
        "to it now are “{d}”.",
        "噪声把你的画从“{c}”那边带到了“{d}”这边：现在离它最近的 {n} 张里，有 {k} 张是“{d}”。",
    ),
    "map_symbols_apart_long": (
        "Far from all pictures of your symbols: to this network, hardly any looks like it.",
        "离你的符号都很远：在这个网络看来，几乎没有哪一张像它。",
    ),
    "map_symbols_quality": (
        "How well are the symbols sorted? {a} % of these pictures have mostly their own kind "
        "around them.",
        "符号分得怎么样？{a}% 的图，周围多半是同类。",
    ),
    "map_symbols_loss": (
        "Two numbers hold less than {n}: here you see what the pictures around have in common, not "
        "quite what is on the pad.",
        "两个数装不下 {n} 个数的内容：这里画出的是附近图片共同的样子，不完全是手写板上的画。",
    ),
    "map_no_code": (
        "This network has no code to draw a map of: shortcuts carry the picture past it.",
        "这个网络没有编码可画成地图：画面从捷径绕过去了。",
    ),
    "map_missing": (
        "This model has no map that fits it ({file}). Make one with: {command}. The other models "
        "keep theirs.",
        "这个模型没有合用的地图（{file}）。用 {command} 生成；其他模型的地图照常可用。",
    ),
}
