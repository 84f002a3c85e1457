"""The words of the room "Many noises"."""

from ae_core.noise import NOISES, RANDOM

from . import stage


def _random_kinds(language: int, comma: str, last: str) -> str:
    """The names of all kinds of random noise, as in the menu: "Gaussian, Speckle or Block"."""
    *names, end = (stage.WORDS[f"noise_{kind}"][language] for kind in NOISES if kind in RANDOM)
    return comma.join(names) + last + end


WORDS: dict[str, tuple[str, str]] = {
    "room_noises": ("Many noises", "多次噪声"),
    "noises_lead": (
        "Your digit, spoilt {n} times by chance and restored each time. What all of them share, "
        "the network knows from the digit; where they differ, it guesses.",
        "同一个数字，随机弄脏 {n} 次，每次都还原。"
        "所有还原图都一样的地方，网络是看出来的；不一样的地方，它在猜。",
    ),
    "noises_mean": ("All of them on average", "平均起来"),
    "noises_spread": ("Where they differ", "哪里不一样"),
    "noises_spread_note": ("bright: a guess; black: sure", "亮：在猜；黑：有把握"),
    "noises_each": ("Each of the {n}", "{n} 次，一次一张"),
    "noises_framed": (
        "Below each: what the classifier sees in it. Framed: the noise on the stage above.",
        "每张下面是识别器认出的数字。加框的，就是上面那张加噪图。",
    ),
    "noises_read_all_long": (
        "The classifier reads {d} in every one of the {n} restored digits.",
        "{n} 张还原图，识别器全都认作 {d}。",
    ),
    "noises_read_most_long": (
        "The classifier reads {d} in {k} of the {n} restored digits; else {rest}.",
        "{n} 张还原图里，识别器有 {k} 张认作 {d}，其余：{rest}。",
    ),
    "noises_read_none_long": (
        "In none of the {n} restored pictures can the classifier read anything.",
        "{n} 张还原图，识别器一张也认不出。",
    ),
    "noises_before_none_long": (
        "Before they were restored, it could read nothing in any of the {n}.",
        "还原之前的 {n} 张加噪图，它一张也认不出。",
    ),
    "noises_before_all_long": (
        "Before they were restored, it read {d} in every one of the {n}.",
        "还原之前的 {n} 张加噪图，它全都认作 {d}。",
    ),
    "noises_before_most_long": (
        "Before they were restored, it read {d} in {k} of the {n}; else {rest}.",
        "还原之前的 {n} 张加噪图里，它有 {k} 张认作 {d}，其余：{rest}。",
    ),
    "noises_read_none": ("nothing in {k}", "认不出（{k} 张）"),
    "noises_read_one": ("{d} in {k}", "{d}（{k} 张）"),
    "noises_no_chance": (
        "This noise comes out the same every time: there is nothing to guess. Choose "
        f"{_random_kinds(0, ', ', ' or ')}, and a level above 0.",
        "这种噪声每次都一样，没有可猜的。"
        f"请选{_random_kinds(1, '、', '或')}，并把强度调到 0 以上。",
    ),
}
