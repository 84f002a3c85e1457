"""The words of the room "How sure is it?"."""

from ae_core.noise import NOISES, RANDOM

from . import stage


def _random_kinds(language: int, comma: str, last: str) -> str:
    """The names of all kinds of random noise, as in the menu: "Gaussian, Speckle or Block"."""
    *names, end = (stage.WORDS[f"noise_{kind}"][language] for kind in NOISES if kind in RANDOM)
    return comma.join(names) + last + end


WORDS: dict[str, tuple[str, str]] = {
    "room_noises": ("How sure is it?", "有把握吗？"),
    "noises_lead": (
        "Your drawing with {n} draws of the same noise, each restored. Where the pictures agree, "
        "the network knows; where they differ, it guesses.",
        "你的画，同样的噪声随机加 {n} 次，每次都还原。所有图都一样的地方，网络是看出来的；"
        "不一样的地方，它在猜。",
    ),
    "noises_mean": ("The average", "平均的样子"),
    "noises_spread": ("Where they differ", "哪里不一样"),
    "noises_spread_note": ("bright: a guess; black: sure", "亮：在猜；黑：有把握"),
    "noises_each": ("All {n}", "全部 {n} 张"),
    "noises_framed": (
        "Under each: what the classifier reads. Framed: the noise on your picture now.",
        "每张下面是识别器认出的数字。加框的，是你的图上现在的噪声。",
    ),
    "noises_framed_unread": (
        "Framed: the noise on your picture now.",
        "加框的，是你的图上现在的噪声。",
    ),
    "noises_read_all_long": (
        "The classifier reads {d} in all {n} restored digits.",
        "{n} 张还原图，识别器全都认作 {d}。",
    ),
    "noises_read_most_long": (
        "The classifier reads {d} in {k} of {n} restored digits. The others: {rest}.",
        "{n} 张还原图里，识别器有 {k} 张认作 {d}。其余：{rest}。",
    ),
    "noises_read_none_long": (
        "The classifier can read none of the {n} restored pictures.",
        "{n} 张还原图，识别器一张也认不出。",
    ),
    "noises_before_none_long": (
        "Before they were restored, it could read none of the {n}.",
        "还原之前的 {n} 张，它一张也认不出。",
    ),
    "noises_before_all_long": (
        "Before they were restored, it read {d} in all {n}.",
        "还原之前的 {n} 张，它全都认作 {d}。",
    ),
    "noises_before_most_long": (
        "Before they were restored, it read {d} in {k} of {n}. The others: {rest}.",
        "还原之前的 {n} 张里，它有 {k} 张认作 {d}。其余：{rest}。",
    ),
    "noises_read_none": ("nothing in {k}", "认不出（{k} 张）"),
    "noises_read_one": ("{d} in {k}", "{d}（{k} 张）"),
    "noises_try": ("Try it with a large block", "换成大方块试试"),
    "noises_no_chance": (
        "This noise is the same every time, so there is nothing to guess. Choose "
        f"{_random_kinds(0, ', ', ' or ')}, and a level above 0.",
        "这种噪声每次都一样，没有可猜的。"
        f"请选{_random_kinds(1, '、', '或')}，并把强度调到 0 以上。",
    ),
}
