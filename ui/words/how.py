"""The words of "How it works": `paper_<name>` is what the page takes from a paper."""

WORDS: dict[str, tuple[str, str]] = {
    "how": ("How it works", "原理"),
    "how_lead": (
        "Four minutes of reading. The pictures are yours: they show what is on the pad now.",
        "读完大约四分钟。图里用的就是你手写板上的画。",
    ),
    "how_close": ("Back to the page", "返回"),
    "how_blank": (
        "The pad is empty. Draw on it, and you will find it here.",
        "手写板是空的。先写一个数字，这里就会出现。",
    ),
    # the squeeze
    "how_squeeze_title": ("Squeeze it, then paint it again", "先压缩，再画出来"),
    "how_squeeze": (
        "To a computer your drawing is a grid of 28 × 28 pixels: 784 numbers that say how bright "
        "each one is. An autoencoder sends them through a bottleneck and tries to get the picture "
        "out again at the other end.",
        "在电脑里，你的画是 28 × 28 个像素，也就是 784 个数，每个数说一个像素有多亮。"
        "自编码器让它们穿过一个瓶颈，再设法在另一头把画面变回来。",
    ),
    "how_encoder": ("Encoder", "编码器"),
    "how_encoder_is": (
        "A network that looks at all pixels and boils them down to a few numbers.",
        "一个网络：看完所有像素，把它们浓缩成很少的几个数。",
    ),
    "how_code": ("Code", "编码"),
    "how_code_is": (
        "Those few numbers: all that gets through. Nobody chose what each of them means; the two "
        "networks settled that between them while they learnt.",
        "就是这几个数，能穿过瓶颈的只有它们。每个数是什么意思，没有人规定，是两个网络在学习中自己商量好的。",
    ),
    "how_decoder": ("Decoder", "解码器"),
    "how_decoder_is": (
        "A second network. It gets the code, never the picture, and paints 784 pixels from it.",
        "另一个网络：看不到原图，只拿到编码，凭它画出 784 个像素。",
    ),
    "how_numbers": ("{n} numbers", "{n} 个数"),
    "how_telephone": (
        "It is like telling a friend on the telephone how to draw a 3. You would not read out "
        "784 pixels. You would say: two arcs, one above the other, open to the left, leaning a "
        "little. A code is such a description, in numbers instead of words.",
        "这就像在电话里教朋友画一个 3。你不会报出 784 个像素，而会说：上下两个弯，左边开口，"
        "稍微有点斜。编码就是这样的描述，只不过用的是数，不是话。",
    ),
    # learning
    "how_learn_title": ("How it learnt that", "它是怎么学会的"),
    "how_learn": (
        "At first both networks are set by chance, and paint grey mush. Then they are shown "
        "thousands of handwritten digits, again and again. What comes out is compared with what "
        "should have come out, and the result is a single number, the loss: how wrong it was. "
        "After every few digits, everything that can be set in them ({p} numbers in Conv 32) is "
        "turned a tiny bit, so that the loss shrinks. Nobody ever tells them what a 3 is.",
        "一开始，两个网络都是随机设定的，只会画出灰蒙蒙的一片。然后给它们看成千上万个手写数字，"
        "一遍又一遍。画出来的和应该画出来的一比，得到一个数，叫做“损失”：错了多少。"
        "每看几个数字，网络里所有可调的地方（“卷积 32”里有 {p} 个数）都微微调一下，让损失变小。"
        "至于什么是 3，从来没有人告诉过它们。",
    ),
    "how_came_out": ("What came out", "画出来的"),
    "how_should": ("What should have", "应该画成的"),
    "how_wrong": ("How wrong", "错在哪里"),
    "how_error": ("error {v}", "误差 {v}"),
    "how_loss": ("The loss, while it learnt", "学习过程中的损失"),
    "how_passes": (
        "Conv 32, {n} times through the digits",
        "“卷积 32”，把数字看了 {n} 遍",
    ),
    # why the noise goes away
    "how_why_title": ("Why the noise goes away", "噪声为什么会消失"),
    "how_went_in": ("Given", "给它看的"),
    "how_wanted": ("Wanted back", "要它交出的"),
    "how_asked": ("It was asked to leave it out", "因为要求它这样做"),
    "how_asked_is": (
        "While it learnt it was given noisy digits, but what it painted was compared with the "
        "clean ones. Painting the noise made the loss larger, leaving it out made it smaller.",
        "学习时，给它看的是带噪声的数字，拿来对照的却是干净的原图。把噪声画出来，损失就变大；不画，损失就变小。",
    ),
    "how_room": ("There is no room for it", "因为编码里装不下"),
    "how_room_is": (
        "A digit follows rules: a few smooth strokes, ten kinds of them. Thirty-two numbers can "
        "tell which. Noise follows none. Every pixel is a surprise of its own, and 784 surprises "
        "do not fit into 32 numbers.",
        "数字有规律：就那么几笔，平滑连贯，一共十种。32 个数足够说清楚。"
        "噪声没有规律，每个像素都出人意料，784 个意外塞不进 32 个数。",
    ),
    "how_weighs": (
        "The first reason weighs more. Plain 32 has just as narrow a code but has never met "
        "noise, and it fails. The U-Net has no narrow code at all but was shown noise, and it "
        "works.",
        "第一个原因更要紧。“素卷积 32”的编码一样窄，但没见过噪声，结果失败了；"
        "U-Net 网络没有窄窄的编码，但见过噪声，结果做得很好。",
    ),
    "how_new_picture": (
        "So nothing is wiped off your picture. The decoder paints a new one: the digit that is "
        "likeliest, given what can still be seen.",
        "所以，并不是从你的画面上把噪声擦掉，而是解码器重新画了一张：根据还看得见的部分，画出最有可能的那个数字。",
    ),
    # when it fails
    "how_fails_title": ("When it fails", "它什么时候会失败"),
    "how_fails": (
        "Four drawings on which it fails. “Try it” puts the drawing, the network and the noise on "
        "the page and says what is seen; “Undo” brings your own drawing back.",
        "四个会失败的例子。按“试一试”，画、网络和噪声就一起摆到页面上，并告诉你看到了什么；"
        "按“撤销”就能找回你自己的画。",
    ),
    "how_try": ("Try it", "试一试"),
    "how_more": ("Why?", "为什么？"),
    # each: a name; what is seen once it is on the stage; why
    "how_unmet": ("It never met noise", "没见过噪声"),
    "how_unmet_seen": (
        "You see blots where a 4 was drawn. The noise is light, and anyone can still read the 4 in "
        "it; what Plain 32 paints is further off than the noise, and no digit at all.",
        "原来写的是 4，你看到的却是一团团墨渍。噪声很轻，谁都还认得出 4；"
        "“素卷积 32”画出来的比噪声还糟，根本不像数字。",
    ),
    "how_unmet_is": (
        "It was shown clean digits only. It takes noise for ink and crams it into the code.",
        "它只看过干净的数字，把噪声当成墨迹，硬塞进了编码。",
    ),
    "how_beyond": ("Another noise than it knows", "噪声和学过的不一样"),
    "how_beyond_seen": (
        "You see a 3 where a 9 was drawn, though the 9 is still plain in the noise. Choose Conv 32 "
        "as the model, and the 9 is back.",
        "原来写的是 9，你看到的却是 3，而加噪图里的 9 还清清楚楚。"
        "把模型换成“卷积 32”，9 就回来了。",
    ),
    "how_beyond_is": (
        "Restorer 5×5 has learnt one noise: grey specks all over. Here the ink alone flickers, "
        "which it has never met. Conv 32 has learnt every noise.",
        "“修复 5×5”只学过一种噪声：满画面的灰点。这里闪烁的只有墨迹，它从没见过。"
        "“卷积 32”则学过各种噪声。",
    ),
    "how_no_digit": ("It is no digit", "画的不是数字"),
    "how_no_digit_seen": (
        "You see a 0 where a face was drawn. There is no noise at all, and still eyes and mouth "
        "are gone.",
        "原来画的是一张笑脸，你看到的却是 0。一点噪声也没有，眼睛和嘴还是不见了。",
    ),
    "how_no_digit_is": (
        "The networks know the strokes of digits, and nothing else. The round outline is one of "
        "them; no digit has a face.",
        "网络只认识数字的笔画，别的都不认识。圆圆的轮廓是其中之一；没有哪个数字长着脸。",
    ),
    "how_gone": ("Too much is gone", "丢失的太多"),
    "how_gone_seen": (
        "You see a clean 3 where a 5 was drawn, and the classifier is sure of the 3. The block had "
        "hidden all of the 5 but its lowest part.",
        "原来写的是 5，你看到的却是一个干净的 3，识别器也认定是 3。5 被遮得只剩最下面一段。",
    ),
    "how_gone_is": (
        "Nobody can know what was there. The decoder paints something all the same: the likeliest "
        "digit, given what is left. A clean picture need not be a true one.",
        "谁也不知道那里原来是什么。解码器照样会画：根据剩下的部分，画最有可能的那个数字。"
        "画面干净，不等于画得对。",
    ),
    # our own
    "how_ours_title": ("How good are ours?", "我们的网络有多好？"),
    "how_ours": (
        "Measured on {n} test digits that were kept out of the training. The error is the mean "
        "squared difference to the clean digit (MSE). PSNR puts the same error in decibels (dB): "
        "10 dB more is an error ten times smaller.",
        "在训练时没用过的 {n} 个测试数字上量得。误差是与干净原图逐像素相减、平方后的平均值（MSE）。"
        "PSNR 用分贝（dB）表示同一个误差：每多 10 dB，误差缩小到 1/10。",
    ),
    "how_network": ("Network", "网络"),
    "how_clean": ("No noise: error", "没有噪声：误差"),
    "how_psnr": ("Noise {l}: PSNR", "噪声 {l}：PSNR"),
    "how_noisy": ("The noisy picture itself", "加噪图本身"),
    "how_missing": ("no figures", "暂无数据"),
    # the published six
    "how_six_title": ("Six published networks, built again", "重做六个公开的网络"),
    "how_six": (
        "These were published by others, as lessons. We rebuilt them from their descriptions: the "
        "same network, the same loss, the same noise. Only the way of training is ours. Each "
        "published figure has ours beside it, in the same measure: smaller is better. For PSNR, "
        "more is better. An epoch is one pass through the training digits.",
        "这六个网络是别人作为教程公开的。我们按描述重做：网络、损失、噪声都一样，"
        "只有训练方法是我们自己的。公开的数字旁边就是我们的，用的是同一种量法，越小越好；"
        "PSNR 则是越大越好。一轮（epoch）就是把训练数字看一遍。",
    ),
    "how_published": ("Published", "公开的结果"),
    "how_rebuilt": ("Ours", "我们的结果"),
    "how_epochs": ("Epochs, theirs : ours", "轮数，公开 : 我们"),
    "how_loss_train": ("training loss {v}", "训练损失 {v}"),
    "how_loss_test": ("test MSE {v}", "测试集 MSE {v}"),
    "how_source_dense_16": (
        "Tutorial: the smallest autoencoder, one layer each way.",
        "教程：最小的自编码器，进一层，出一层。",
    ),
    "how_source_dense_32": (
        "Tutorial: a simple autoencoder, with cross-entropy for its loss.",
        "教程：简单的自编码器，损失用交叉熵。",
    ),
    "how_source_conv_4x4x8": (
        "Tutorial: a convolutional autoencoder, which looks through small windows.",
        "教程：卷积自编码器，透过小窗看图。",
    ),
    "how_source_denoise_4x4x16": (
        "Tutorial: the same with more filters, given noisy digits.",
        "教程：同样的结构，滤波器更多，用带噪声的数字来学。",
    ),
    "how_source_restore_3x3": (
        "Tutorial: restoring digits, wide layers, windows of 3 × 3 pixels.",
        "教程：修复数字，层很宽，窗口 3 × 3 像素。",
    ),
    "how_source_restore_5x5": (
        "Tutorial: the same with windows of 5 × 5. As published it learns nothing: its weights "
        "start far too large. Ours start as He et al. propose.",
        "教程：同样的结构，窗口 5 × 5。照原样什么也学不会，因为初始权重太大；"
        "我们改用了何恺明等人的初始化。",
    ),
    # "how_published_<key>"; {a}, {b} … are the numbers in `Publication.figure`, in order
    "how_published_dense_16": (
        "validation MSE {a} after {b} epochs",
        "训练 {b} 轮后，验证集 MSE {a}",
    ),
    "how_published_dense_32": ("training loss {a}", "训练损失 {a}"),
    "how_published_conv_4x4x8": ("training loss {a}", "训练损失 {a}"),
    "how_published_denoise_4x4x16": (
        "training loss {a} at epoch {b}",
        "第 {b} 轮的训练损失 {a}",
    ),
    "how_published_restore_3x3": ('loss "about {a}"', "损失“约 {a}”"),
    "how_published_restore_5x5": (
        "ten test digits shown, no loss stated",
        "展示了十个测试数字，没有给出损失",
    ),
    "how_data_others": (
        "Some networks here have learnt from: {names}.",
        "这里有的网络学的是别的数据：{names}。",
    ),
    # limits
    "how_limits_title": ("What this page cannot do", "这个页面做不到什么"),
    "how_limit_guess": (
        "A restored picture does not show whether it is a guess: it may look perfect and be wrong. "
        "Never trust one on a cheque or a number plate. “How sure is it?” helps.",
        "单看一张还原图，看不出是不是猜的：它可能看着完美，却是错的。支票、车牌上的数字，千万别信它。"
        "“有把握吗？”能帮上忙。",
    ),
    "how_limit_digits": (
        "It knows Western handwritten digits, one at a time. Words, faces and photographs are "
        "strange to it.",
        "它只认识手写的阿拉伯数字，一次一个。文字、人脸、照片，对它都是陌生的。",
    ),
    "how_limit_noise": (
        "Its noise is made by formulas. Rain, scratches and bad cameras damage pictures in ways of "
        "their own.",
        "这里的噪声都是公式算出来的。雨水、划痕、劣质相机，弄坏画面的方式各不相同。",
    ),
    "how_limit_reader": (
        "The classifier that names the digits is a network as well, and can be wrong.",
        "给数字认名字的识别器也是网络，也会出错。",
    ),
    # the self-check
    "how_check_title": ("Could you tell a friend?", "你能讲给朋友听吗？"),
    "how_check": (
        "Answer for yourself, then unfold.",
        "先自己想一想，再点开看答案。",
    ),
    "how_ask_code": ("What is a code?", "什么是编码？"),
    "how_answer_code": (
        "The few numbers that get from the encoder to the decoder: a description of the digit, 32 "
        "numbers long instead of 784 pixels.",
        "编码器交给解码器的那几个数：对数字的一段描述，不用 784 个像素，只要 32 个数。",
    ),
    "how_ask_why": (
        "Plain 32 has a narrow code too. Why does it not leave the noise out?",
        "“素卷积 32”的编码也很窄，为什么去不掉噪声？",
    ),
    "how_answer_why": (
        "Nobody asked it to. It was only ever given clean digits, so noise never cost it anything, "
        "and it does not know that noise is not ink.",
        "因为没有人要求过。它只看过干净的数字，噪声从来没让它吃过亏，它不知道噪声不是墨迹。",
    ),
    "how_ask_trust": (
        "The restored digit is sharp and clean. Is it what was written?",
        "还原出来的数字又清楚又干净，那它就是原来写的吗？",
    ),
    "how_answer_trust": (
        "Not necessarily. It is the likeliest digit, given what was left. If too much was gone, or "
        "it was no digit, it is a good-looking guess.",
        "不一定。它只是根据剩下的部分，最有可能的那个数字。如果丢得太多，或者本来就不是数字，那就只是一个漂亮的猜测。",
    ),
    # sources
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
        "Ordered 32: a code whose first numbers are enough by themselves:",
        "“有序 32”：只用编码里前面几个数也行：",
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
    "paper_averages": (
        "Ordered 32 is the mean of the network at two moments of its training:",
        "“有序 32”是训练中两个时刻的网络的平均：",
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
        "A lesson of 45 minutes, with links that open its steps on this page, and a work sheet to "
        "print.",
        "一节 45 分钟的课，带有链接，点开就在本页上看到那一步；还有一张可以打印的练习单。",
    ),
    "how_lesson": ("Lesson plan", "教案"),
    "how_worksheet": ("Work sheet", "练习单"),
}
