"""The words of the sources: `paper_<name>`, what the page takes from it; `tutorial_<name>`."""

WORDS: dict[str, tuple[str, str]] = {
    "how_sources_title": ("Sources", "来源"),
    "how_papers": ("Papers, and what the page takes from them", "论文，以及本页从中用到了什么"),
    "how_tutorials": ("The tutorials of the six networks", "六个网络的教程"),
    "how_repository": (
        "No code of theirs is used. The page itself, its networks and the programs that trained "
        "them are free under the MIT licence; their source is what this page is served from.",
        "没有用到他们的代码。本页、这些网络以及训练它们的程序，都按 MIT 许可证公开；"
        "源代码就是运行本页的那一份。",
    ),
    "paper_codes": (
        "Deep autoencoders, which also squeezed handwritten digits:",
        "深层自编码器，当时压缩的也有手写数字：",
    ),
    "paper_denoising": (
        "Denoising autoencoders, noisy in and clean out:",
        "去噪自编码器，输入带噪声，输出要干净：",
    ),
    "paper_noises": (
        "The same at length, with several kinds of noise:",
        "对它更详细的论述，用了好几种噪声：",
    ),
    "paper_ordered": (
        "Ordered 32: a code whose first numbers are enough by themselves. The counts are drawn "
        "in another way here:",
        "“有序 32”：只用编码里前面几个数也行。本页取个数的办法略有不同：",
    ),
    "paper_unet": (
        "U-Net: skip connections past the code. Ours is a small one:",
        "U-Net 网络：绕过编码的捷径。本页的是个小型版：",
    ),
    "paper_start": (
        "How the weights of our networks start:",
        "本页的网络怎样取初始权重：",
    ),
    "paper_residual": (
        "Pairs of layers that add to what they are given, in Conv 16 and 32, Plain and Ordered:",
        "“卷积”“素卷积”“有序”这几个网络里，成对的层把结果加到输入上：",
    ),
    "paper_pixels": (
        "How the decoders of the same networks enlarge a picture, four channels into four pixels:",
        "同样这几个网络的解码器怎样放大画面，四个通道变成四个像素：",
    ),
    "paper_adam": ("The rule by which all of them learn:", "它们都按这个规则学习："),
    "paper_calibration": (
        "Making the classifier as sure as it is right:",
        "让识别器的把握和它的准确率相符：",
    ),
    "paper_map": ("How the map is laid out:", "“地图”是怎样摆开的："),
    "paper_ssim": ("SSIM, a measure of likeness:", "SSIM，衡量相像程度："),
    "paper_tv": ("A filter in “Compare”, total variation:", "“比一比”里的全变差滤波："),
    "paper_nlm": ("A filter in “Compare”, non-local means:", "“比一比”里的非局部均值滤波："),
    "paper_mnist": (
        "MNIST, the digits (Y. LeCun, C. Cortes, C. J. C. Burges):",
        "MNIST，学习用的数字（Y. LeCun、C. Cortes、C. J. C. Burges）：",
    ),
    "tutorial_smallest": (
        "Dense 16: a tutorial in Chinese that begins with an autoencoder in TensorFlow 2.10 which "
        "restores MNIST pictures. We know neither its title nor its address.",
        "“全连接 16”：一篇中文教程，开头是“使用 tensorflow 2.10 实现 AutoEncoder 模型，"
        "还原生成 MNIST 图片”。标题和地址不详。",
    ),
    "tutorial_course": (
        "Dense 32 and Conv 4×4×8: chapter 13 of a deep-learning course in Chinese, on "
        "autoencoders, features and noise.",
        "“全连接 32”和“卷积 4×4×8”：一门中文深度学习课程的第 13 章。",
    ),
    "tutorial_denoising": (
        "Conv 4×4×8 and Denoiser 4×4×16: a tutorial in Chinese on denoising pictures with a "
        "convolutional autoencoder.",
        "“卷积 4×4×8”和“去噪 4×4×16”：一篇中文教程。",
    ),
    "tutorial_restoring": (
        "Restorer 3×3 and 5×5: two tutorials in Chinese on restoring mosaic pictures with a "
        "convolutional autoencoder in TensorFlow. We know neither titles nor addresses.",
        "“修复 3×3”和“修复 5×5”：两篇用 TensorFlow 卷积自编码器修复打码图片的中文教程。"
        "标题和地址不详。",
    ),
    # in class
    "how_class_title": ("In class", "课堂上"),
    "how_class": (
        "A lesson of 45 minutes, every step with a link that opens it on this page, and a work "
        "sheet to print.",
        "一节 45 分钟的课，每一步都有打开本页的链接；还有一张可以打印的练习单。",
    ),
    "how_lesson": ("Lesson plan", "教案"),
    "how_worksheet": ("Work sheet", "练习单"),
}
