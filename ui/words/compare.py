"""The words of the room "Compare"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_compare": ("Compare", "比一比"),
    # the sentence
    "compare_net_wins": (
        "{a} comes closest to your drawing: {x}.",
        "“{a}”最接近你的画：{x}。",
    ),
    "compare_filter_wins": (
        "Here a filter wins: {b}, {y}. Best network: {a}, {x}.",
        "这次滤波器赢了：“{b}”，{y}。最好的网络是“{a}”：{x}。",
    ),
    "compare_noisy_wins": (
        "Here nothing beats the noisy picture itself: {z}. Best network: {a}, {x}.",
        "这次什么都比不过加噪图本身：{z}。最好的网络是“{a}”：{x}。",
    ),
    "compare_nothing": (
        "No noise now. What differs was lost on the way; {a} loses least: {x}.",
        "现在没有噪声，差别都是途中丢掉的。网络里“{a}”丢得最少：{x}。",
    ),
    "compare_worse": (
        "{k} of {m} networks made it worse.",
        "{m} 个网络里有 {k} 个越改越糟。",
    ),
    # the groups: what their networks have learnt, and how they do
    "compare_group_every": ("Learnt every noise:", "学过各种噪声："),
    "compare_group_one": ("Learnt one noise ({noise}):", "只学过一种噪声（{noise}）："),
    "compare_group_clean": ("Saw clean digits only:", "只见过干净的数字："),
    "compare_group_rest": ("No network, for comparison:", "不用网络，作为对照："),
    "compare_right": ("{k} of {m} read right", "{m} 个里认对 {k} 个"),
    "compare_middle": ("typically {v}", "一般 {v}"),
    "compare_better": ("closer than the noisy picture", "比加噪图更接近"),
    "compare_further": ("further off than the noisy picture", "比加噪图还差"),
    # which of them are shown
    "compare_show": ("Show", "显示"),
    "compare_all": ("All", "全部"),
    "compare_every": ("Every noise", "各种噪声"),
    "compare_one": ("One noise", "一种噪声"),
    "compare_clean": ("Clean only", "只有干净的"),
    "compare_rest": ("Filters", "滤波器"),
    # the tiles
    "compare_order": ("Order", "排序"),
    "compare_by_menu": ("Default order", "默认顺序"),
    "compare_by_psnr": ("Closest (PSNR)", "最接近（PSNR）"),
    "compare_by_ssim": ("Shape (SSIM)", "形状最像（SSIM）"),
    "compare_by_classifier": ("Best read", "最好认"),
    "compare_best": ("closest", "最接近"),
    "compare_on_every": ("learnt every noise", "学过各种噪声"),
    "compare_on_clean": ("learnt clean digits", "只学过干净的数字"),
    "compare_on_level": ("learnt {noise} {l}", "学过{noise} {l}"),
    "compare_of_level": ("{noise} {l}", "强度 {l} 的{noise}"),
    "compare_filter": ("filter", "滤波器"),
    "compare_untouched": ("as it comes", "原样不动"),
    "compare_unread": ("unreadable", "认不出"),
    "compare_reads": ("reads {d}", "认作 {d}"),
    "compare_gaussian_filter": ("Gaussian filter", "高斯滤波"),
    "compare_median": ("Median", "中值滤波"),
    "compare_total_variation": ("Total variation", "全变分"),
    "compare_non_local_means": ("Non-local means", "非局部均值"),
    "compare_note": (
        "Choose a network, and the page uses it; the framed one is in use now. ▲ is closer to your "
        "drawing than the noisy picture, ▼ is further off, ★ is closest of all. A filter is a "
        "fixed rule that learns nothing. Each is tuned to this noise, at the nearest "
        "level that was measured; a network is told nothing of it.",
        "点一个网络，页面就改用它；带框的是正在用的。"
        "▲ 表示比加噪图更接近你的画，▼ 表示还不如加噪图，"
        "★ 是最接近的。滤波器是写死的规则，什么也不学。"
        "每个滤波器都调到最适合当前噪声的样子（按测过的最接近的强度），而网络并不知道自己会遇到什么。",
    ),
    # the curves
    "compare_curve": ("{noise}: from none to the most", "{noise}：从没有到最强"),
    "compare_measure": ("What the curve shows", "曲线画的是什么"),
    "compare_quality": ("Quality (PSNR)", "质量（PSNR）"),
    "compare_higher": ("{unit}, higher is better", "{unit}，越高越好"),
    "compare_nets": ("networks", "网络"),
    "compare_filters": ("filters", "滤波器"),
    "compare_untreated": ("noisy picture", "加噪图"),
    "compare_your_digit": ("your drawing", "你的画"),
    "compare_average": (
        "{name} at level {l}: {v} on average over {n} test digits.",
        "“{name}”在强度 {l}：{n} 个测试数字平均 {v}。",
    ),
    "compare_yours": ("On yours: {w}.", "你的画：{w}。"),
    "compare_trained_every": (
        "It was trained all along the bar, with this noise and all others.",
        "横条标出它练过的强度：这种噪声从头到尾都练过，其他噪声也是。",
    ),
    "compare_trained_level": (
        "It was trained at level {l} only (▲).",
        "它只在强度 {l}（▲）练过。",
    ),
    "compare_trained_other": (
        "It has never met this noise, but was trained on another: {noise}, level {l}.",
        "它从没见过这种噪声：练的是另一种，{noise}，强度 {l}。",
    ),
    "compare_trained_clean": (
        "It was trained on clean digits only (▲), and has never met noise.",
        "它只用干净的数字（▲）练过，从没见过噪声。",
    ),
    "compare_trained_filter": (
        "It learns nothing, but is set anew for every level.",
        "它什么也不学，但每一档强度都重新调过。",
    ),
    "compare_trained_noisy": (
        "Whatever runs below this line does more harm than good.",
        "曲线落在这条线下面的，都是帮倒忙。",
    ),
    "compare_no_curves": (
        "The figures of the test digits are missing here; python -m benchmarks.quality makes "
        "them again.",
        "缺少测试数字的统计，运行 python -m benchmarks.quality 可以重新生成。",
    ),
}
