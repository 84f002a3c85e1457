"""The words of the room "Map"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_map": ("Map", "地图"),
    "map_lead": (
        "A second, much smaller network squeezes the {n} numbers of a code into two: a place on "
        "this map. Each numeral is a test digit; like codes stand together, though nobody told the "
        "map which digits they are. The glowing point is yours.",
        "另一个小得多的网络，把编码的 {n} 个数再压成两个：地图上的一个位置。"
        "每个小数字都是一张测试图，编码相近的聚在一起，没有人告诉地图它们是几。"
        "发光的点是你的数字。",
    ),
    "map_chart": (
        "Map of the codes. With the arrow keys you walk over it and see what the decoder makes of "
        "each place; Escape brings your digit back.",
        "编码地图。用方向键在上面走，看解码器在每个位置画出什么；按 Esc 回到你的数字。",
    ),
    "map_how": (
        "Point anywhere, tap, or use the arrow keys: the way back is a network too, which makes a "
        "code of a place, and the decoder paints it.",
        "用鼠标指、用手指点，或按方向键，随便去哪里看看：回程也是一个网络，"
        "它把位置变回编码，再由解码器画出来。",
    ),
    "map_classes": ("Digits on the map", "图上的数字"),
    "map_class": ("Digit {d}", "数字 {d}"),
    "map_all": ("All", "全选"),
    "map_none": ("None", "全不选"),
    "map_own": ("At your own point", "你所在的位置"),
    "map_there": ("At this place", "这个位置"),
    "map_restored": ("Your digit, restored", "你的数字，还原后"),
    "map_plane_two": ("painted from {x} and {y}", "由 {x} 和 {y} 画出"),
    "map_two": ("painted from 2 numbers", "由 2 个数画出"),
    "map_many": ("painted from {n} numbers", "由 {n} 个数画出"),
    "map_loss": (
        "Two numbers cannot hold what {n} did: here the decoder paints the digits around, not "
        "quite your own.",
        "两个数装不下 {n} 个数的内容：这里画出的是附近数字共同的样子，不完全是你写的那个。",
    ),
    "map_back": ("Back to your digit", "回到你的数字"),
    "map_stands_long": (
        "Your noisy digit stands among the {d}s: of the {n} test digits nearest to it, {k} are "
        "{d}s.",
        "你的加噪数字站在 {d} 中间：离它最近的 {n} 个测试数字里，有 {k} 个是 {d}。",
    ),
    "map_clean_long": (
        "Your digit stands among the {d}s: of the {n} test digits nearest to it, {k} are {d}s.",
        "你的数字站在 {d} 中间：离它最近的 {n} 个测试数字里，有 {k} 个是 {d}。",
    ),
    "map_carried_long": (
        "The noise has carried your digit from the {c}s to the {d}s: of the {n} test digits "
        "nearest to it now, {k} are {d}s.",
        "噪声把你的数字从 {c} 那边带到了 {d} 这边："
        "现在离它最近的 {n} 个测试数字里，有 {k} 个是 {d}。",
    ),
    "map_between_long": (
        "Your digit stands between the kinds: of the {n} test digits nearest to it, only {k} are "
        "{d}s.",
        "你的数字夹在几种数字之间：离它最近的 {n} 个测试数字里，只有 {k} 个是 {d}。",
    ),
    "map_apart_long": (
        "Your digit stands apart from the test digits: to this network, hardly any of them looks "
        "like what went in.",
        "你的数字离测试数字都很远：在这个网络看来，几乎没有一个像它收到的样子。",
    ),
    "map_here_long": (
        "Here you are among the {d}s: of the {n} nearest test digits, {k} are {d}s.",
        "这里是 {d} 的地盘：最近的 {n} 个测试数字里，有 {k} 个是 {d}。",
    ),
    "map_here_between_long": (
        "Here several kinds meet: of the {n} nearest test digits, only {k} are {d}s.",
        "几种数字在这里交界：最近的 {n} 个测试数字里，只有 {k} 个是 {d}。",
    ),
    "map_here_apart_long": (
        "Hardly a test digit comes here; the decoder paints something all the same.",
        "几乎没有测试数字到这里来，不过解码器照样会画出点什么。",
    ),
    "map_quality": (
        "How true is the map? {a} % of the test digits have mostly their own kind around them. It "
        "would be {c} % with all {n} numbers to compare, and {p} % on a plain projection of the "
        "codes, without a network (PCA).",
        "这张地图准不准？{a}% 的测试数字，周围多半是同类。用全部 {n} 个数来比是 {c}%；"
        "不用网络，只把编码直接投影到平面上（PCA），是 {p}%。",
    ),
    # of a visitor's net with two numbers
    "map_plane_lead": (
        "Your net squeezes every digit into {n} numbers, and two numbers are a place: this plane "
        "is its code. Each numeral is a test digit, where its code puts it; behind them is what "
        "the decoder paints all over the plane. Nobody told your net which digits they are. The "
        "glowing point is yours.",
        "你的网络把每个数字压成 {n} 个数，两个数就是一个位置：这个平面就是它的编码。"
        "每个小数字都是一张测试图，站在它的编码所指的地方；背后是解码器在平面各处画出的样子。"
        "没有人告诉你的网络它们是几。发光的点是你的数字。",
    ),
    "map_plane_axes": (
        "Across: the first number, {x} to {u}. Upwards: the second, {y} to {v}.",
        "横向：第一个数，从 {x} 到 {u}。纵向：第二个数，从 {y} 到 {v}。",
    ),
    "map_plane_how": (
        "Point anywhere, tap, or use the arrow keys: two numbers are a code, and the decoder "
        "paints it. “None” takes the numerals away and leaves what it paints.",
        "用鼠标指、用手指点，或按方向键，随便去哪里看看：两个数就是一个编码，解码器把它画出来。"
        "点“全不选”收起小数字，只看它画的。",
    ),
    "map_plane_loss": (
        "Nothing is lost on the way to this map: a place is a code. What {n} numbers cannot hold "
        "was lost before.",
        "走到这张地图上什么也没丢：位置就是编码。{n} 个数装不下的，在这之前已经丢了。",
    ),
    "map_plane_quality": (
        "How well has your net sorted the digits? {a} % of the test digits have mostly their own "
        "kind around them.",
        "你的网络把数字分得怎么样？{a}% 的测试数字，周围多半是同类。",
    ),
    "map_no_code": (
        "This net has no code to draw a map of: shortcuts carry the picture past it.",
        "这个网络没有编码可画成地图：画面从捷径绕过去了。",
    ),
    "map_missing": (
        "This model has no map that fits it ({file}). Make one with: {command}. The other models "
        "keep theirs.",
        "这个模型没有合用的地图（{file}）。用 {command} 生成；其他模型的地图照常可用。",
    ),
}
