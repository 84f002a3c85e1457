"""The words of the stage, and the sentences of `Problem`s."""

WORDS: dict[str, tuple[str, str]] = {
    # the head
    "title": ("Autoencoder Lab", "自编码器实验室"),
    "lead": (
        "Draw a digit, add noise, and watch a neural network rebuild it from {n} numbers.",
        "写一个数字，加上噪声，看神经网络只凭 {n} 个数把它重新画出来。",
    ),
    "lead_free": (
        "Draw a digit, add noise, and watch a neural network clean it without squeezing it.",
        "写一个数字，加上噪声，看神经网络不经压缩怎样把它清理干净。",
    ),
    "lead_symbols": (
        "Draw one of your symbols, add noise, and watch your network rebuild it from {n} numbers.",
        "画一个你的符号，加上噪声，看你的网络只凭 {n} 个数把它重新画出来。",
    ),
    "language": ("Language", "语言"),
    "theme": ("Light or dark", "浅色或深色"),
    "about": ("About: {of}", "说明：{of}"),
    # the pad
    "draw": ("Draw", "手写"),
    "pad_label": (
        "Drawing pad. Draw with mouse, pen or finger. By keyboard: the arrow keys move a pen, with "
        "Shift further; Space puts it down and lifts it; Escape leaves. Ctrl+Z takes back a "
        "stroke, Delete clears. Or pick a sample digit.",
        "手写板。用鼠标、笔或手指写画。用键盘：方向键移动笔，加 Shift 走得更远；空格键落笔、"
        "提笔；Esc 离开。Ctrl+Z 撤销一笔，Delete 清空。也可以选一个样本数字。",
    ),
    "pad_hint": (
        "Draw as big as you like, wherever you like. “Scribble” and “Eraser” damage what you have "
        "drawn, and the network has to mend it. Ctrl+Z takes back a stroke, Delete clears the "
        "pad.",
        "大小和位置随意。“乱涂”和“橡皮”用来弄坏画好的，让网络去修。Ctrl+Z 撤销一笔，Delete 清空。",
    ),
    "pad_empty": ("Draw a digit here", "在这里写一个数字"),
    "pad_empty_symbols": ("Draw one of your symbols here", "在这里画一个你的符号"),
    "pens": ("What the pen does", "笔的用途"),
    "pen": ("Pen", "写字"),
    "scribble": ("Scribble", "乱涂"),
    "rub": ("Eraser", "橡皮"),
    "undo": ("Undo", "撤销"),
    "clear": ("Clear", "清空"),
    "upload": ("Upload a picture", "上传图片"),
    "digits_found": (
        "{n} drawings found in this picture; the largest was taken. Choose another one below.",
        "图里不止一个，找到了 {n} 个，用的是最大的。想换一个，就在下面的图里点它。",
    ),
    "fullest_frame": (
        "This picture moves: its fullest frame was taken.",
        "这是动图，已取内容最多的一帧。",
    ),
    "crop": ("Take a part of the picture", "只取图片的一部分"),
    "crop_hint": (
        "Draw a frame around what you want. With keys: arrows move the frame, with Shift they size "
        "it, Enter takes it.",
        "在要用的部分四周拉一个框。也可用键盘：方向键移动框，按住 Shift 改变大小，按 Enter 选定。",
    ),
    "crop_digit": ("Drawing {n} in the picture", "图里的第 {n} 个"),
    "samples": ("Or pick one", "或者选一个"),
    "sample_label": ("Sample digit {d}", "样本数字 {d}"),
    "another": ("More samples", "换一批样本"),
    "source_strokes": ("Digits drawn by hand for this page.", "为本页手绘的数字。"),
    "source_mnist": (
        "Handwritten test digits (MNIST). No network has practised on them.",
        "手写测试数字（MNIST），网络训练时都没见过。",
    ),
    "fetch": ("Use real handwriting (11 MB)", "换成真实的手写数字（11 MB）"),
    "fetching": ("Fetching the handwritten digits …", "正在下载手写数字……"),
    "fetch_failed": (
        "The handwritten digits could not be fetched; the drawn ones stay.",
        "手写数字下载失败，继续使用本页画的。",
    ),
    # the controls
    "model": ("Model", "模型"),
    "noise": ("Noise", "噪声"),
    "level": ("Level", "强度"),
    "level_hint": (
        "How strong the noise is: 0 is none, 1 the most. “New noise” draws another of the same "
        "strength.",
        "噪声有多强：0 是没有，1 最强。“换一组噪声”会重新随机，强度不变。",
    ),
    "trained_here": ("trained at this level", "训练时的强度"),
    "trained_every": ("trained with every noise, at every level", "每种噪声、每一档强度都练过"),
    "new_noise": ("New noise", "换一组噪声"),
    "no_chance": (
        "This noise is the same every time: nothing in it is random.",
        "这种噪声每次都一样，没有随机成分。",
    ),
    # how many numbers of an ordered code are used
    "numbers_used": ("Numbers used", "用几个数"),
    "numbers_all": ("all {n}", "全部 {n} 个"),
    "numbers_first_one": ("only the first of {n}", "{n} 个里只用第 1 个"),
    "numbers_first": ("the first {k} of {n}", "{n} 个里的前 {k} 个"),
    "numbers_hint": (
        "The numbers lie in order: the first say most. With few, the network paints a typical "
        "digit; with all of them, yours.",
        "这些数按重要程度排好，最前面的说得最多。只用几个，网络画出的是一个普通的数字；全都用上，才是你写的那个。",
    ),
    # the kinds of noise: "noise_<kind>", the name; "about_<kind>", what it does
    "noise_gaussian": ("Gaussian", "高斯"),
    "noise_salt_pepper": ("Salt & pepper", "椒盐"),
    "noise_speckle": ("Speckle", "斑点"),
    "noise_mosaic": ("Mosaic", "打码"),
    "noise_occlusion": ("Block", "遮挡"),
    "noise_blur": ("Blur", "模糊"),
    "about_gaussian": (
        "Every pixel changes a little at random, like the grain of a photo taken in the dark.",
        "每个像素都随机变一点，像在暗处拍的照片上的颗粒。",
    ),
    "about_salt_pepper": (
        "Some pixels turn white or black, like dust on the picture.",
        "有些像素变成全白或全黑，像落了灰尘。",
    ),
    "about_speckle": (
        "Only the ink flickers; the empty background stays black.",
        "只有笔画忽明忽暗，空白的背景还是黑的。",
    ),
    "about_mosaic": (
        "Each square of pixels becomes one flat grey, as when a face is hidden on television.",
        "一块块像素变成同一种灰，就像电视里给人脸打码。",
    ),
    "about_occlusion": (
        "A black block hides part of the picture.",
        "一个黑方块盖住了画面的一部分。",
    ),
    "about_blur": ("The picture goes out of focus.", "画面失焦。"),
    # the models: "model_<key>", the name in the menu; "fact_<key>", what to expect of it
    "option_numbers": ("{name}: {n} numbers", "{name}：{n} 个数"),
    "option_free": ("{name}: no squeeze", "{name}：不压缩"),
    "group_ours_noisy": ("Ours: trained with every noise", "本页的：练过各种噪声"),
    "group_ours_clean": ("Ours: trained on clean digits", "本页的：只练过干净的数字"),
    "group_published_noisy": ("Published: trained with Gaussian noise", "公开的：练过高斯噪声"),
    "group_published_clean": ("Published: trained on clean digits", "公开的：只练过干净的数字"),
    "model_conv_32": ("Conv 32", "卷积 32"),
    "model_ordered_32": ("Ordered 32", "有序 32"),
    "model_conv_16": ("Conv 16", "卷积 16"),
    "model_unet": ("U-Net", "U-Net 网络"),
    "model_plain_32": ("Plain 32", "素卷积 32"),
    "model_plain_16": ("Plain 16", "素卷积 16"),
    "model_dense_16": ("Dense 16", "全连接 16"),
    "model_dense_32": ("Dense 32", "全连接 32"),
    "model_conv_4x4x8": ("Conv 4×4×8", "卷积 4×4×8"),
    "model_denoise_4x4x16": ("Denoiser 4×4×16", "去噪 4×4×16"),
    "model_restore_3x3": ("Restorer 3×3", "修复 3×3"),
    "model_restore_5x5": ("Restorer 5×5", "修复 5×5"),
    "fact_conv_32": (
        "It squeezes your digit into 32 numbers. It has practised on all six noises, at every "
        "level.",
        "把你的数字压成 32 个数。六种噪声、每一档强度，它都练过。",
    ),
    "fact_ordered_32": (
        "Its numbers lie in order: the first say most. Use fewer of them (the slider “Numbers "
        "used”), and your digit turns into a typical one. It has learnt to undo all six noises.",
        "32 个数按重要程度排好，最前面的说得最多。拖动滑块“用几个数”，少用几个，"
        "你的数字就变成一个普通的数字。六种噪声，它都学过怎么去掉。",
    ),
    "fact_conv_16": (
        "Half as many numbers: you still get your digit, with less of your handwriting. It has "
        "practised on all six noises.",
        "数少了一半：还认得出是几，但少了些你的笔迹。六种噪声它都练过。",
    ),
    "fact_unet": (
        "Nothing is squeezed: shortcuts carry the picture past the code. So it can copy, and "
        "cleans best of all while the noise is light.",
        "什么也没压缩：画面从捷径绕过了编码。它可以照着画，所以噪声轻的时候去噪最好。",
    ),
    "fact_plain_32": (
        "The twin of Conv 32, but it has never met noise. At level 0 it copies your digit more "
        "closely; noise leads it astray.",
        "和“卷积 32”一模一样，只是从没见过噪声。强度为 0 时，它描得更像；一有噪声就乱了。",
    ),
    "fact_plain_16": (
        "The twin of Conv 16, but it has never met noise. It copies a clean digit well and gets "
        "lost in a noisy one.",
        "和“卷积 16”一模一样，只是从没见过噪声。干净的数字描得像，有噪声就迷路。",
    ),
    "fact_dense_16": (
        "The simplest: one layer in, 16 numbers, one layer out. It has never met noise, so it "
        "takes noise for ink.",
        "最简单的一个：进一层，16 个数，出一层。它从没见过噪声，会把噪声当成墨迹。",
    ),
    "fact_dense_32": (
        "Like Dense 16, with 32 numbers. It has never met noise either.",
        "和“全连接 16”一样，只是有 32 个数。它也没见过噪声。",
    ),
    "fact_conv_4x4x8": (
        "It looks through small windows of 3×3 pixels. So it gets by with 4,385 weights; Dense "
        "32 has 50,992. It has never met noise.",
        "透过 3×3 像素的小窗看图，所以只要 4,385 个权重；“全连接 32”有 50,992 个。它没见过噪声。",
    ),
    "fact_denoise_4x4x16": (
        "It has practised on Gaussian noise of level 0.50 only. Change the level or the noise, "
        "and it loses its way.",
        "只练过强度 0.50 的高斯噪声。换个强度，或换一种噪声，它就迷路了。",
    ),
    "fact_restore_3x3": (
        "With 512 numbers it hardly squeezes at all. It has practised on Gaussian noise of level "
        "0.50 only.",
        "有 512 个数，几乎没压缩。它只练过强度 0.50 的高斯噪声。",
    ),
    "fact_restore_5x5": (
        "Like Restorer 3×3, with windows of 5×5 pixels: it sees more of a stroke at once.",
        "和“修复 3×3”一样，只是窗口是 5×5 像素，一次能看到更长的一段笔画。",
    ),
    # the pictures
    "seen": ("Tidied up", "整理后"),
    "seen_hint": (
        "Your drawing, shrunk and centred like the pictures that the network has learnt from. "
        "The network gets it only with the noise on top.",
        "你的画，缩小并居中，和网络学过的图一样。网络拿到的，是它加上噪声之后的样子。",
    ),
    "seen_note": ("28 × 28 pixels", "28 × 28 像素"),
    "noisy": ("With noise", "加上噪声"),
    "noisy_hint": (
        "This is all that the network gets. “Level” makes the noise stronger or weaker; “New "
        "noise” draws another.",
        "网络拿到的就只有这张图。“强度”让噪声变强或变弱，“换一组噪声”会重新随机。",
    ),
    "restored": ("Restored", "还原"),
    "restored_hint": (
        "The second half of the network, the decoder, paints this from the numbers alone. It "
        "sees neither your drawing nor the noise.",
        "网络的后半部分叫解码器，只凭那些数画出这张图。你的画和噪声，它都看不到。",
    ),
    "restored_free_hint": (
        "The second half of the network, the decoder, paints this with the noisy picture in "
        "view: shortcuts bring it past the code.",
        "网络的后半部分叫解码器，它是看着加噪的图画的：捷径绕过编码，把图直接送到它面前。",
    ),
    "difference": ("Difference", "差别"),
    "difference_hint": (
        "The restored picture minus your drawing. Black: no difference.",
        "还原图减去你的画。黑色：没有差别。",
    ),
    "ink_added": ("ink added", "多出的墨"),
    "ink_lost": ("ink lost", "丢失的墨"),
    # the rooms
    "rooms": ("Look closer", "细看"),
    "comma": (", ", "，"),
    "comma_names": (", ", "、"),
    "use_model": ("Use {name}", "改用“{name}”"),
    "pad_empty_room": (
        "Draw on the pad, and you will see it here.",
        "在手写板上写画，就会显示在这里。",
    ),
    # the scores
    "db": ("{v} dB", "{v} dB"),
    "ssim": ("SSIM {v}", "SSIM {v}"),
    "identical": ("identical", "完全相同"),
    "closer_long": (
        "The noisy picture has {x} times the error of the restored one.",
        "还原图的误差只有加噪图的 1/{x}。",
    ),
    "further_long": (
        "The restored picture has {x} times the error of the noisy one: this network cannot undo "
        "this noise.",
        "还原图的误差是加噪图的 {x} 倍：这个网络去不掉这种噪声。",
    ),
    "same_long": (
        "The restored picture is about as far off as the noisy one.",
        "还原图的误差和加噪图差不多。",
    ),
    "none_long": (
        "No noise now. What is missing was lost squeezing 784 pixels into {n} numbers.",
        "现在没有噪声。缺少的部分，是把 784 个像素压成 {n} 个数时丢掉的。",
    ),
    "none_one_long": (
        "No noise now. What is missing was lost squeezing 784 pixels into one number.",
        "现在没有噪声。缺少的部分，是把 784 个像素压成 1 个数时丢掉的。",
    ),
    "free_long": (
        "No noise now, and no squeeze: hardly anything can get lost.",
        "现在没有噪声，也没有压缩，几乎不会丢掉什么。",
    ),
    "blank_long": (
        "The pad is empty. Draw on it, or pick a sample.",
        "手写板是空的。写点什么，或者选一个样本。",
    ),
    "scores_hint": (
        "The error is the mean squared difference from your drawing, pixel by pixel. PSNR says "
        "the same in decibels (dB): with 10 dB more, the error is ten times smaller. SSIM "
        "compares shapes as an eye would: 1 is identical.",
        "误差是与你的画逐像素相减、平方后的平均值。PSNR 用分贝（dB）说同一件事：多 10 dB，"
        "误差就缩小到 1/10。SSIM 像眼睛一样比较形状：1 表示完全相同。",
    ),
    "how_measured": ("How is that measured?", "这是怎么量的？"),
    # what the classifier reads in the pictures
    "reader": ("The classifier", "识别器"),
    "reader_hint": (
        "The classifier is another network, which names digits. It doesn't know what you drew. "
        "“80 %” means that it is right four times in five; below 50 % it says that nothing can "
        "be read. It has also seen drawings that are no digits, and says so when yours is like "
        "them.",
        "识别器是另一个网络，专门认数字。它不知道你写的是几。“80%”的意思是五次里对四次；"
        "不到 50%，它就说什么也认不出。它也见过不是数字的画，要是你画的更像那些，它会告诉你。",
    ),
    "read_as": ("Read as {d}", "认作 {d}"),
    "percent": ("{p} %", "{p}%"),
    "read_nothing": ("Nothing can be read", "什么也认不出"),
    "read_no_digit": ("This doesn't look like a digit", "这不像数字"),
    "read_right": ("as in the clean digit", "与原图一致"),
    "read_wrong": ("not as in the clean digit", "与原图不一致"),
    "read_again_long": (
        "A digit classifier reads {n} in the noisy picture and {r} in the restored one, as in "
        "yours.",
        "识别器把加噪图认成 {n}，把还原图认作 {r}，与你写的一致。",
    ),
    "read_still_long": (
        "A digit classifier can still read the {n} in the noisy picture, and in the restored one "
        "too.",
        "识别器在加噪图里仍认得出 {n}，在还原图里也认得出。",
    ),
    "read_lost_long": (
        "A digit classifier can still read the {n} in the noisy picture, but reads {r} in the "
        "restored one.",
        "识别器在加噪图里仍认得出 {n}，却把还原图认成 {r}。",
    ),
    "read_missed_long": (
        "A digit classifier reads {c} in your drawing, but {n} in the noisy picture and {r} in "
        "the restored one.",
        "你写的，识别器认作 {c}；加噪图却认成 {n}，还原图认成 {r}。",
    ),
    "read_kept_long": (
        "A digit classifier reads {r} in the restored picture, as in yours.",
        "识别器把还原图认作 {r}，与你写的一致。",
    ),
    "read_changed_long": (
        "A digit classifier reads {c} in your drawing, but {r} in the restored picture.",
        "你写的，识别器认作 {c}，还原图却认成 {r}。",
    ),
    "read_back_long": (
        "A digit classifier can read nothing in the noisy picture. In the restored one it reads "
        "{r}, as in yours.",
        "识别器在加噪图里什么也认不出；还原图它认作 {r}，与你写的一致。",
    ),
    "read_invented_long": (
        "Nothing can be read in the noisy picture, so the network guesses. A digit classifier "
        "reads {r} in its guess, and {c} in your drawing.",
        "加噪图里什么也认不出，网络只能猜。识别器把它猜的认作 {r}，你写的认作 {c}。",
    ),
    "read_erased_long": (
        "A digit classifier reads {n} in the noisy picture, and nothing in the restored one.",
        "识别器在加噪图里认出 {n}，在还原图里却什么也认不出。",
    ),
    "read_nowhere_long": (
        "A digit classifier can read nothing, neither in the noisy picture nor in the restored "
        "one.",
        "加噪图和还原图，识别器都认不出。",
    ),
    "read_gone_long": (
        "A digit classifier reads {c} in your drawing, and nothing in the restored picture.",
        "你写的，识别器认作 {c}；还原图里却什么也认不出。",
    ),
    "read_unclear_long": (
        "A digit classifier cannot tell which digit you have drawn.",
        "识别器看不出你写的是几。",
    ),
    "read_strange_long": (
        "Your drawing doesn't look like a digit. The network knows only digits, so it rebuilds "
        "anything from pieces of digits.",
        "你画的不像数字。网络只学过数字，所以不管你画什么，它都用数字的笔画来拼。",
    ),
    # what is on the screen
    "stage": ("What the network makes of it", "网络怎样处理它"),
    "details": ("Details", "详细"),
    "present": ("Present", "投屏"),
    "present_leave": ("Leave", "退出投屏"),
    "present_hint": ("Large, for a projector", "放大，适合投影"),
    # the code
    "code": ("The code", "编码"),
    "code_numbers": ("{n} numbers: the code", "{n} 个数：编码"),
    "code_free": ("No squeeze", "不压缩"),
    "no_squeeze": ("no squeeze", "不压缩"),
    "no_code": (
        "There is no code to show: shortcuts carry the picture past it. And its {n} numbers are "
        "more than the 784 pixels of the picture.",
        "没有编码可看：捷径让画面绕了过去。何况它有 {n} 个数，比画面的 784 个像素还多。",
    ),
    "hint_none": (
        "In the other networks the decoder, which paints the picture, gets only the code. Here "
        "shortcuts also bring it the noisy picture.",
        "在别的网络里，画图的解码器只拿到编码。在这里，捷径还把加噪的图送给了它。",
    ),
    "hint_signed": (
        "The encoder, the first half of the network, turns the picture into these numbers. The "
        "decoder, the second half, gets nothing else. A bar upwards is a positive number, "
        "downwards a negative one. The closer the noisy picture's code stays to the clean "
        "one's, the less noise got through.",
        "网络的前半部分是编码器，把图片变成这些数；后半部分是解码器，只拿到这些数。"
        "柱子向上是正数，向下是负数。加噪图的编码越接近干净图的，混进来的噪声就越少。",
    ),
    "hint_bars": (
        "The encoder, the first half of the network, turns the picture into these numbers. The "
        "decoder, the second half, gets nothing else. The closer the noisy picture's code stays "
        "to the clean one's, the less noise got through. A number that is always zero was left "
        "unused in training.",
        "网络的前半部分是编码器，把图片变成这些数；后半部分是解码器，只拿到这些数。"
        "加噪图的编码越接近干净图的，混进来的噪声就越少。一直为零的数，训练时没有用上。",
    ),
    "hint_maps": (
        "This network keeps its numbers on small maps. Each map says where in the picture it "
        "found one pattern. The decoder, which paints the picture, gets nothing else.",
        "这个网络把数放在小图上，每张小图说明一种图案出现在画面的什么位置。"
        "画图的解码器只拿到这些。",
    ),
    "of_clean": ("without noise", "没有噪声"),
    "of_noisy": ("with noise", "有噪声"),
    "number_unused": ("not used", "没有用上"),
    "number_title": ("number {i}: clean {a}, noisy {b}", "第 {i} 个数：干净 {a}，加噪 {b}"),
    # problems
    "bad_request": (
        "Something was wrong with what the page asked for. Reload it.",
        "页面发出的请求有问题，请刷新页面。",
    ),
    "bad_strokes": (
        "This drawing cannot be read. Clear the pad and draw again.",
        "这幅画无法读取，请清空后重写。",
    ),
    "too_many_points": (
        "Too many strokes or points: Undo takes back the last one, and the rest is there again.",
        "笔画或点太多了：点“撤销”收回最后一笔，前面写的就回来了。",
    ),
    "bad_picture": (
        "This file is not a picture that the page can read. PNG, JPEG, WebP, GIF and BMP work.",
        "这个文件不是本页能读的图片；支持 PNG、JPEG、WebP、GIF、BMP。",
    ),
    "picture_too_big": (
        "This file is too big. Pictures of up to 2 MB work.",
        "文件太大，图片请不要超过 2 MB。",
    ),
    "picture_too_large": (
        "This picture has too many pixels. Up to {n} × {n} work.",
        "图片像素太多，最大 {n} × {n}。",
    ),
    "blank_picture": (
        "Nothing written was found in this picture. A part of it alone may do better.",
        "图片里没有找到字迹；只取其中一部分也许可以。",
    ),
    "unknown_model": ("There is no such model. Choose another one.", "没有这个模型，请换一个。"),
    "unknown_noise": ("There is no such noise. Choose another one.", "没有这种噪声，请换一种。"),
    "bad_level": ("The noise level must be between 0 and 1.", "噪声强度必须在 0 和 1 之间。"),
    "bad_seed": ("The seed of the noise must be a whole number.", "噪声种子必须是整数。"),
    "weights": (
        "The weights of this model cannot be used ({file}). Make them again with: {command}. The "
        "other models still work.",
        "这个模型的权重无法使用（{file}）。用 {command} 重新生成；其他模型照常工作。",
    ),
    "no_tensorflow": (
        "This server has no TensorFlow, so no network can be trained here; everything else works.",
        "这台服务器没有安装 TensorFlow，所以不能训练网络；其他功能都能用。",
    ),
    "no_answer": (
        "The server does not answer. Your drawing is kept, and the page keeps trying.",
        "服务器没有回应。你的画还在，页面会继续尝试。",
    ),
    "busy": (  # said of everybody's requests and of one visitor's, wherever an answer is waited for
        "There are too many requests right now. Your drawing is kept, and the page keeps trying.",
        "此刻请求太多。你的画还在，页面会继续尝试。",
    ),
    "server": ("Something went wrong on the server. Try again.", "服务器出了点问题，请再试一次。"),
}
