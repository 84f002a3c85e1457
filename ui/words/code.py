"""The words of the room "Code"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_code": ("Code", "编码"),
    "code_lead": (
        "The half of the network that paints, the decoder, knows your drawing only from "
        "these bars. Drag one and watch the picture change. It stays where you put it while you "
        "draw on.",
        "网络里负责画图的那一半叫解码器，它对你的画的了解，全在这些柱子里。拖动一根，"
        "看图怎么变。你动过的柱子会停在那里，接着画也不变。",
    ),
    # the pictures
    "code_before": ("As it was", "原来的"),
    "code_edited": ("With your bars", "改动之后"),
    "code_untouched": (
        "Nothing is changed yet, so both pictures are the same.",
        "还没有改动，两张图一样。",
    ),
    "code_unread": ("You hold {k} of {n} numbers.", "你按住了 {n} 个数里的 {k} 个。"),
    "code_still": (
        "You hold {k} of {n} numbers. It is still read as {d}.",
        "你按住了 {n} 个数里的 {k} 个，识别器仍然认作 {d}。",
    ),
    "code_now": (
        "You hold {k} of {n} numbers. Now it is read as {d}, no longer as {r}.",
        "你按住了 {n} 个数里的 {k} 个，识别器现在认作 {d}，不再是 {r}。",
    ),
    "code_read": (
        "You hold {k} of {n} numbers. Now it is read as {d}.",
        "你按住了 {n} 个数里的 {k} 个，识别器现在认作 {d}。",
    ),
    "code_guess": (
        "You hold {k} of {n} numbers. Now the classifier cannot read it.",
        "你按住了 {n} 个数里的 {k} 个，识别器认不出来了。",
    ),
    # the bars
    "code_bars": ("The numbers of the code", "编码里的数"),
    "code_bars_hint": (
        "Drag a bar. Or choose one with Tab and use the arrow keys; Page Up and Page Down move "
        "it more, Home and End all the way. A double click or Delete resets it. The pale field "
        "behind a bar holds 99 in 100 test pictures.",
        "用鼠标或手指拖动柱子。也可以用 Tab 键选中，用方向键微调，"
        "Page Up 和 Page Down 动得多些，Home 和 End 一直到头。双击或按 Delete 就还原。"
        "柱子背后的浅色区域，包含了 100 张测试图里的 99 张。",
    ),
    "code_held": ("held by you", "你按住的"),
    "code_range": ("range of the test pictures", "测试图的范围"),
    "code_number": ("Number {i}", "第 {i} 个数"),
    "code_value_own": (
        "{v}, as in the noisy picture; {clean} in the clean one",
        "{v}，与加噪图相同；干净的图是 {clean}",
    ),
    "code_value_held": (
        "{v}, held; {own} in the noisy picture, {clean} in the clean one",
        "{v}，已按住；加噪图是 {own}，干净的图是 {clean}",
    ),
    "code_value_unused": (
        "not used, so the decoder gets 0; {own} in the noisy picture, {clean} in the clean one",
        "没有用上，解码器拿到的是 0；加噪图是 {own}，干净的图是 {clean}",
    ),
    # changing many of them
    "code_release": ("Reset", "重置"),
    "code_as_clean": ("Code without noise", "没有噪声的编码"),
    "code_as_clean_note": (
        "Sets every bar to what it would be without noise.",
        "每根柱子都换成没有噪声时的样子。",
    ),
    "code_zero": ("All to zero", "全部归零"),
    "code_zero_note": (
        "What the decoder paints when every number is zero.",
        "所有数都是零的时候，解码器会画出什么。",
    ),
    "code_shake": ("Random code", "随机编码"),
    "code_shake_note": (
        "Picks every number at random, within the range of the test pictures.",
        "每个数都在测试图的范围里随机取。",
    ),
    # varying one of them
    "code_alone": ("What number {i} does alone", "单独改变第 {i} 个数"),
    "code_alone_none": ("What one number does alone", "单独改变一个数"),
    "code_alone_pick": (
        "Touch a bar: seven pictures show what this number alone changes.",
        "点一根柱子：七张图会告诉你，单独改变这个数会怎样。",
    ),
    "code_release_one": ("Reset it", "重置它"),
    "code_set": ("Set number {i} to {v}", "把第 {i} 个数设为 {v}"),
    "code_set_read": ("Set number {i} to {v}: read as {d}", "把第 {i} 个数设为 {v}：认作 {d}"),
    # distances
    "code_far": ("How far from the code without noise", "离没有噪声的编码有多远"),
    "code_far_hint": (
        "Think of a code as a place: some places lie close together, some far apart. The marks "
        "show how far apart the codes of two test digits usually lie: {same} if they are the "
        "same digit, {other} if not.",
        "把编码想成一个位置：位置有近有远。刻度是两个测试数字的编码通常相距多远："
        "同一个数字相距 {same}，不同的数字相距 {other}。",
    ),
    "code_far_same": ("same digit", "同一个数字"),
    "code_far_other": ("another digit", "另一个数字"),
    "code_far_none": ("No noise, so the code has not moved.", "没有噪声，编码没有移动。"),
    "code_far_part": (
        "The noise has moved the code {p} % of the way to another digit.",
        "噪声把编码推向另一个数字，走了 {p}% 的路。",
    ),
    "code_far_all": (
        "The noise has moved the code as far as another digit lies.",
        "噪声移动编码的距离，已经相当于到了另一个数字。",
    ),
    "code_far_yours": ("With your bars it is {p} % of the way.", "算上你的改动，走了 {p}% 的路。"),
    # problems: models without a short code
    "code_none": (
        "The U-Net paints with the noisy picture in view, not from a code. There are no bars to "
        "drag.",
        "U-Net 网络是看着加噪的图画的，不靠编码，所以没有柱子可拖。",
    ),
    "code_maps": (
        "This network keeps {n} numbers: too many to drag one by one.",
        "这个网络有 {n} 个数，太多了，没法一个一个拖。",
    ),
}
