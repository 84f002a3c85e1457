"""The words of the tour."""

WORDS: dict[str, tuple[str, str]] = {
    "tour": ("Tour", "导览"),
    "tour_welcome": ("First time here?", "第一次来？"),
    "tour_invite": ("A tour in {n} steps", "{n} 步带你看懂"),
    "tour_count": ("Tour: step {i} of {n}", "导览：第 {i} 步，共 {n} 步"),
    "tour_next": ("Next", "下一步"),
    "tour_back": ("Back", "上一步"),
    "tour_skip": ("Skip the tour", "跳过导览"),
    "tour_finish": ("Finish", "完成"),
    "tour_how": ("Read how it works", "看看原理"),
    # the steps: "tour_<step>_long" says what to do, "tour_<step>_done_long" follows when it is done
    "tour_draw_long": (
        "Clear the pad and draw a digit from 0 to 9, or pick a sample. All pictures follow your "
        "pen.",
        "清空手写板，写一个 0 到 9 的数字，或者选一个样本。所有的图都会跟着你的笔变。",
    ),
    "tour_draw_done_long": (
        "There it is. The page has added noise, and a neural network has painted the digit again.",
        "好了。页面给它加上了噪声，神经网络又把它画了出来。",
    ),
    "tour_restored_long": (
        "The network never gets your clean digit, only the noisy one. From that alone it has "
        "painted this.",
        "网络拿不到你写的干净数字，只拿到加了噪声的那张。它就凭那一张，画出了这张。",
    ),
    "tour_level_long": (
        "This is how strong the noise is. Push it all the way up to 1.",
        "这里调噪声有多强。把它一直推到 1。",
    ),
    "tour_level_done_long": (
        "Hardly anything is left to see, so the network has to guess. The next step sets the "
        "level back.",
        "几乎什么都看不见了，网络只能猜。下一步会把强度调回来。",
    ),
    "tour_code_long": (
        "Only these 32 numbers get from the noisy picture to the restored one. They are called "
        "the code. Each bar is one of them.",
        "从加噪的图到还原的图，中间只有这 32 个数，叫做编码。每根柱子是一个数。",
    ),
    "tour_model_long": (
        "Conv 32 has practised on noisy digits. Now choose Plain 32: the same network, but it "
        "has never met noise.",
        "“卷积 32”是用带噪声的数字练出来的。现在换成“素卷积 32”：同样的网络，但从没见过噪声。",
    ),
    "tour_model_done_long": (
        "It takes the noise for ink: removing noise has to be learnt. The next step brings Conv "
        "32 back.",
        "它把噪声当成了墨迹：去掉噪声，是要学的。下一步会换回“卷积 32”。",
    ),
    "tour_room_long": (
        "Each of these tabs takes a closer look at your digit. Open “Map”.",
        "这些标签页，每一个都拿你的数字细看。点开“地图”。",
    ),
    "tour_room_done_long": (
        "Point anywhere and see what is painted there. That was the tour; the rest is yours.",
        "随便指一个地方，看那里画出什么。导览到此结束，剩下的自己逛吧。",
    ),
}
