"""The words of "About this model". "teaches_<key>" is what a model of the menu teaches."""

WORDS: dict[str, tuple[str, str]] = {
    "card_open": ("About", "关于"),
    "card_hint": ("About this model", "关于这个模型"),
    "card_who": ("Who made it", "谁做的"),
    "card_who_ours": (
        "Made and trained for this page.",
        "为本页设计并训练。",
    ),
    "card_who_published": (
        "Published by others as a lesson. Built again from the description, and trained again, for "
        "this page.",
        "别人作为教程公开的。本页按描述重做，并重新训练。",
    ),
    "card_who_own": (
        "You, on this page. The server forgets it an hour after its last use, or earlier where "
        "many train; download it in “Train” to keep it.",
        "你，在本页上。最后一次使用后过一个小时，服务器就会忘掉它；训练的人多时还会更早。"
        "想留着，就在“训练”里下载。",
    ),
    "card_what": ("What it is", "它是什么"),
    # the layers of each family
    "card_family_dense": (
        "Fully connected: 784 pixels → {n} numbers → 784 pixels.",
        "全连接：784 个像素 → {n} 个数 → 784 个像素。",
    ),
    "card_family_conv": (
        "Three convolutions with windows of {k} × {k} pixels (filters: {w}), each followed by a "
        "pooling (28 → 14 → 7 → 4 pixels a side); the decoder mirrors them.",
        "三层卷积，窗口 {k} × {k} 像素（滤波器：{w}），每层之后池化"
        "（边长 28 → 14 → 7 → 4 像素）；解码器反过来。",
    ),
    "card_family_residual": (
        "Two strided convolutions, each followed by two residual pairs, then one of 1 × 1 pixels "
        "(filters: {w}), a dense layer of {h}, and the code. The decoder goes back with one pair "
        "at each size, and grows the picture by sub-pixel steps.",
        "两层跨步卷积，每层后面有两对残差层，再是一层 1 × 1 像素的卷积（滤波器：{w}），"
        "经过一个 {h} 个单元的全连接层到编码。解码器往回走，每种边长一对残差层，"
        "用亚像素的办法放大画面。",
    ),
    "card_family_unet": (
        "Convolutions (filters: {w}) at 28, 14 and 7 pixels a side, and skip connections from "
        "the encoder to the decoder at 28 and 14.",
        "边长 28、14、7 像素处的卷积（滤波器：{w}）；在 28 和 14 处有从编码器到解码器的捷径。",
    ),
    "card_parameters": ("Parameters", "参数个数"),
    "card_code": ("Code", "编码"),
    "card_maps": ("{s} = {n} numbers", "{s} = {n} 个数"),
    "card_trained": ("Trained on", "用什么训练"),
    "card_on_mnist": (
        "{n} handwritten digits of MNIST.",
        "MNIST 的 {n} 个手写数字。",
    ),
    "card_on_strokes": (
        "{n} digits drawn by hand for this page.",
        "为本页手绘的 {n} 个数字。",
    ),
    "card_on_others": (
        "{n} pictures of the data set {name}.",
        "数据集 {name} 的 {n} 张图片。",
    ),
    "card_noise_clean": (
        "Shown clean digits, and asked for the same.",
        "给它看干净的，要它交出干净的。",
    ),
    "card_noise_level": (
        "Shown digits with Gaussian noise of level 0.50, and asked for the clean ones.",
        "给它看强度 0.50 的高斯噪声，要它交出干净的。",
    ),
    "card_noise_every": (
        "Shown digits with every kind of noise at every level, and asked for the clean ones.",
        "给它看每种噪声、每一档强度，要它交出干净的。",
    ),
    "card_epochs": (
        "{e} times through all of them, {b} digits at a time.",
        "全部看了 {e} 遍，每次 {b} 个数字。",
    ),
    "card_begun_conv_32": (
        "Begun as Conv 32, its numbers mixed so that the first ones tell the most.",
        "以“卷积 32”为起点，把它的数重新混合，让最前面的数说得最多。",
    ),
    "loss_mse": ("Loss: mean squared error.", "损失：均方误差。"),
    "loss_bce": ("Loss: cross-entropy, pixel by pixel.", "损失：逐像素的交叉熵。"),
    "loss_log": (
        "Loss: cross-entropy, pixel by pixel, and the logarithm of each picture's squared error.",
        "损失：逐像素的交叉熵，加上每张图均方误差的对数。",
    ),
    "card_good": ("How good it is", "它有多好"),
    "card_measured": (
        "Means over {n} test digits that no network has practised on, with Gaussian noise.",
        "在 {n} 个没有网络练过的测试数字上的平均值，噪声为高斯噪声。",
    ),
    "card_none": ("none", "没有"),
    "card_mse": ("Error (MSE)", "误差（MSE）"),
    "card_psnr": ("PSNR", "峰值信噪比 PSNR"),
    "card_ssim": ("SSIM", "结构相似度 SSIM"),
    "card_published": ("Published:", "公开的结果："),
    "card_ours": ("Ours:", "我们的结果："),
    "card_published_epochs": (
        "They went {a} times through the digits, we {b} times, by a recipe of our own.",
        "他们把数字看了 {a} 遍，我们看了 {b} 遍，训练方法是我们自己的。",
    ),
    "card_own_scores": (
        "On average {a} on {n} test digits, with the noise that it was trained on. {model} has {b} "
        "on the same pictures.",
        "在 {n} 个测试数字上平均 {a}，噪声和训练时一样。同样的图，“{model}”是 {b}。",
    ),
    "card_own_symbols": (
        "On average {a} on {n} pictures made from drawings that it never saw, with Gaussian noise. "
        "{model}, which knows only digits, has {b} on them.",
        "在 {n} 张由没见过的画变化而成的图上平均 {a}，带高斯噪声。"
        "只认识数字的“{model}”在上面是 {b}。",
    ),
    "card_own_symbols_alone": (
        "On average {a} on {n} pictures made from drawings that it never saw, with Gaussian noise.",
        "在 {n} 张由没见过的画变化而成的图上平均 {a}，带高斯噪声。",
    ),
    "card_own_alone": (
        "On average {a} on {n} test digits, with the noise that it was trained on.",
        "在 {n} 个测试数字上平均 {a}，噪声和训练时一样。",
    ),
    "card_teaches": ("What it teaches", "它能教会什么"),
    "card_inside": ("See inside it", "看看里面"),
    "card_take_code": ("Take its script", "带走它的代码"),
    "teaches_conv_32": (
        "Shown every noise at every level, a network needs no more than thirty-two numbers to "
        "bring a digit back.",
        "见过每种噪声、每一档强度之后，网络只凭三十二个数就能把数字找回来。",
    ),
    "teaches_ordered_32": (
        "Numbers of a code need not weigh the same: the first alone give a rough digit, each "
        "further one a finer one.",
        "编码里的数可以有轻有重：只用前面几个就有个大概，每多一个就更细一些。",
    ),
    "teaches_conv_16": (
        "Half the numbers: less of the hand that wrote it, and mostly still the right digit.",
        "数少一半：笔迹少了些，但多半还是那个数字。",
    ),
    "teaches_plain_32": (
        "A narrow code alone takes no noise away. The same network, never shown noise, is sharper "
        "at clean digits and lost at noisy ones.",
        "光是编码窄，去不掉噪声。同样的网络，没见过噪声，干净的描得更像，带噪声的就乱了。",
    ),
    "teaches_plain_16": (
        "The same with sixteen numbers: what a smaller code costs when there is no noise.",
        "同样的道理，只有十六个数：没有噪声时，编码变小要付出什么。",
    ),
    "teaches_unet": (
        "Where nothing is squeezed, a network can copy, so it denoises best while the noise is "
        "light; and its code no longer carries the digit.",
        "什么都不压缩，就可以照着画，所以噪声轻的时候去噪最好；但编码里不再装着那个数字。",
    ),
    "teaches_dense_16": (
        "One layer each way is an autoencoder already: sixteen numbers carry the rough shape.",
        "进一层、出一层，就已经是自编码器：十六个数装得下大致的形状。",
    ),
    "teaches_dense_32": (
        "Twice the numbers, and another loss: about half the error of Dense 16.",
        "数多一倍，损失也换了：误差大约是“全连接 16”的一半。",
    ),
    "teaches_conv_4x4x8": (
        "Small windows that are used all over the picture need few weights, and the code keeps "
        "places: it is a grid of 4 × 4.",
        "小窗在整个画面上反复使用，权重就少；编码也保留了位置，是 4 × 4 的格子。",
    ),
    "teaches_denoise_4x4x16": (
        "Shown noise, a network learns to leave it out. At a level that it never met, it is lost.",
        "见过噪声，网络就学会不画它。换成没见过的强度，就迷路了。",
    ),
    "teaches_restore_3x3": (
        "A wide network learns fast: two passes through the digits are enough to see through the "
        "noise.",
        "宽的网络学得快：把数字看两遍，就能看穿噪声。",
    ),
    "teaches_restore_5x5": (
        "How the weights start decides whether a network learns at all; with a larger window it "
        "sees more of a stroke at once.",
        "初始权重怎么取，决定网络学不学得会；窗口大一些，一次能看到更长的一段笔画。",
    ),
}
