"""The words of the room "Code"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_code": ("Code", "编码"),
    "code_lead": (
        "Everything the decoder knows of your digit stands in these bars. Drag one up or down and "
        "watch the picture change. What you have moved stays where you put it while you draw on.",
        "解码器对这个数字的全部了解，都在这些柱子里。上下拖动一根，看画面怎么变。"
        "你动过的柱子会停在原处，接着写也不会变。",
    ),
    # the pictures
    "code_before": ("As the network had it", "网络原来的"),
    "code_edited": ("With your bars", "改动之后"),
    "code_untouched": (
        "Nothing is changed yet, so both pictures are the same.",
        "还没有改动，两张图一样。",
    ),
    "code_unread": ("You hold {k} of {n} numbers.", "你按住了 {n} 个数里的 {k} 个。"),
    "code_still": (
        "You hold {k} of {n} numbers, and it is still read as {d}.",
        "你按住了 {n} 个数里的 {k} 个，识别器仍然认作 {d}。",
    ),
    "code_now": (
        "You hold {k} of {n} numbers, and it is now read as {d} instead of {r}.",
        "你按住了 {n} 个数里的 {k} 个，识别器现在认作 {d}，不再是 {r}。",
    ),
    "code_guess": (
        "You hold {k} of {n} numbers, and the classifier can read nothing any more.",
        "你按住了 {n} 个数里的 {k} 个，识别器什么也认不出了。",
    ),
    # the bars
    "code_bars": ("The numbers of the code", "编码里的数"),
    "code_bars_hint": (
        "Drag a bar with mouse or finger, or move to it with Tab: the arrow keys move it a little, "
        "Page Up and Page Down more, Home and End all the way. A double click or Delete lets go "
        "of it. The pale field behind a bar is what 99 in 100 test digits stay within; further out "
        "the decoder has hardly ever been.",
        "用鼠标或手指拖动柱子；也可以用 Tab 键选中它，方向键微调，Page Up 和 Page Down 动得多些，"
        "Home 和 End 一直到头。双击或按 Delete 就放开它。柱子背后的浅色区域，"
        "100 个测试数字里有 99 个都落在其中；再往外，解码器几乎没去过。",
    ),
    "code_clean": ("clean digit", "干净的数字"),
    "code_noisy": ("noisy digit", "加噪的数字"),
    "code_held": ("held by you", "你按住的"),
    "code_range": ("range of the test digits", "测试数字的范围"),
    "code_number": ("Number {i}", "第 {i} 个数"),
    "code_value_own": (
        "{v}, as in the noisy digit; {clean} in the clean one",
        "{v}，与加噪的数字相同；干净的数字是 {clean}",
    ),
    "code_value_held": (
        "{v}, held; {own} in the noisy digit, {clean} in the clean one",
        "{v}，已按住；加噪的数字是 {own}，干净的数字是 {clean}",
    ),
    "code_value_unused": (
        "not used, so the decoder gets 0; {own} in the noisy digit, {clean} in the clean one",
        "没有用上，解码器拿到的是 0；加噪的数字是 {own}，干净的数字是 {clean}",
    ),
    # changing many of them
    "code_release": ("Let go of all", "全部放开"),
    "code_as_clean": ("As in the clean digit", "换成干净数字的"),
    "code_as_clean_note": (
        "Sets every bar to the code of the clean digit: what would come back without noise.",
        "每根柱子都换成干净数字的编码：看看没有噪声时会还原成什么。",
    ),
    "code_zero": ("All to zero", "全部归零"),
    "code_zero_note": (
        "What the decoder paints when the code says nothing.",
        "编码什么也没说的时候，解码器会画出什么。",
    ),
    "code_shake": ("Shake", "摇一摇"),
    "code_shake_note": (
        "Every number by chance within the range of the test digits: a code nobody wrote.",
        "每个数都在测试数字的范围里随机取：一个谁也没写过的编码。",
    ),
    # varying one of them
    "code_alone": ("What number {i} does alone", "单独改变第 {i} 个数"),
    "code_alone_none": ("What one number does alone", "单独改变一个数"),
    "code_alone_pick": (
        "Touch a bar: seven pictures show what it does while the others stay.",
        "点一根柱子：七张图会告诉你，别的数不动，只动它会怎样。",
    ),
    "code_release_one": ("Let go of it", "放开它"),
    "code_set": ("Set number {i} to {v}", "把第 {i} 个数设为 {v}"),
    "code_set_read": ("Set number {i} to {v}: read as {d}", "把第 {i} 个数设为 {v}：认作 {d}"),
    # distances
    "code_far": ("How far from the clean digit's code", "离干净数字的编码有多远"),
    "code_far_hint": (
        "A code of {n} numbers is a place, and between two places there is a distance. The marks "
        "say how far apart the codes of two test digits usually lie: {same} where both are the "
        "same digit, {other} where they are different ones.",
        "{n} 个数的编码就像一个位置，两个位置之间有距离。刻度是两个测试数字的编码通常相距多远："
        "同一个数字的两种写法相距 {same}，不同的数字相距 {other}。",
    ),
    "code_far_same": ("same digit, other hand", "同一数字，另一种写法"),
    "code_far_other": ("another digit", "另一个数字"),
    "code_far_none": ("There is no noise, so the code has not moved.", "没有噪声，编码没有移动。"),
    "code_far_part": (
        "The noise moved this code {p} % of the way to another digit.",
        "噪声把编码推向另一个数字，走了 {p}% 的路。",
    ),
    "code_far_all": (
        "The noise moved this code as far as from one digit to another.",
        "噪声移动编码的距离，已经相当于从一个数字到另一个数字。",
    ),
    "code_far_yours": (
        "With your bars it stands {p} % of the way to another digit.",
        "算上你的改动，向另一个数字走了 {p}% 的路。",
    ),
    # problems: models without a short code
    "code_none": (
        "The U-Net paints with the picture before its eyes, not from a code: there are no bars to "
        "drag.",
        "U-Net 网络是看着图画的，不靠编码，所以没有柱子可拖。",
    ),
    "code_maps": (
        "This network keeps {n} numbers on small maps: too many to drag one by one.",
        "这个网络把 {n} 个数放在小图上，太多了，没法一个一个拖。",
    ),
}
