"""The words of the stage, and the sentences of `Problem`s."""

WORDS: dict[str, tuple[str, str]] = {
    # the head
    "title": ("Autoencoder Lab", "自编码器实验室"),
    "lead": (
        "Draw a digit. Spoil it. Watch {n} numbers bring it back.",
        "写一个数字，弄脏它，看 {n} 个数怎样把它找回来。",
    ),
    "lead_free": (
        "Draw a digit. Spoil it. Watch it come back without a squeeze.",
        "写一个数字，弄脏它，看它不经压缩怎样回来。",
    ),
    "language": ("Language", "语言"),
    "theme": ("Light or dark", "浅色或深色"),
    "about": ("About: {of}", "说明：{of}"),
    # the pad
    "draw": ("Draw", "手写"),
    "pad_label": (
        "Drawing pad. Draw a digit with mouse, pen or finger; Ctrl+Z takes back a stroke, "
        "Delete clears. Without a pointer, pick a sample below.",
        "手写板。用鼠标、笔或手指写一个数字；Ctrl+Z 撤销一笔，Delete 清空。"
        "也可以在下面选一个样本。",
    ),
    "pad_hint": (
        "Draw with mouse, pen or finger, as big and wherever you like. “Scribble” and “Rub out” "
        "spoil the digit by hand: the network then gets the spoilt one. Ctrl+Z takes back a "
        "stroke, Delete clears the pad.",
        "用鼠标、笔或手指写，大小和位置随意。“乱涂”和“擦掉”是亲手把数字弄脏，网络拿到的就是弄脏后的样子。"
        "Ctrl+Z 撤销一笔，Delete 清空。",
    ),
    "pad_empty": ("Draw a digit here", "在这里写一个数字"),
    "pens": ("What the pen does", "笔的用途"),
    "pen": ("Pen", "写字"),
    "scribble": ("Scribble", "乱涂"),
    "rub": ("Rub out", "擦掉"),
    "undo": ("Undo", "撤销"),
    "clear": ("Clear", "清空"),
    "upload": ("Upload a picture", "上传图片"),
    "samples": ("Or pick one", "或者选一个"),
    "sample_label": ("Sample digit {d}", "样本数字 {d}"),
    "another": ("Other ones", "换一批"),
    "source_strokes": (
        "Digits drawn by hand for this page.",
        "为本页手绘的数字。",
    ),
    "source_mnist": (
        "Test digits of MNIST: no model has seen them in training.",
        "MNIST 测试集的数字：训练时所有模型都没见过。",
    ),
    "fetch": ("Use real test digits (11 MB)", "换成真实的测试数字（11 MB）"),
    "fetching": ("Fetching the test digits …", "正在下载测试数字……"),
    "fetch_failed": (
        "The test digits could not be fetched; the drawn ones stay.",
        "测试数字下载失败，继续使用手绘数字。",
    ),
    # the controls
    "model": ("Model", "模型"),
    "noise": ("Noise", "噪声"),
    "level": ("Level", "强度"),
    "level_hint": (
        "How strong the noise is, from 0 (none) to 1. Moving it scales the same noise; “New "
        "noise” draws another of the same strength.",
        "噪声有多强，从 0（没有）到 1。拖动只是缩放同一组噪声；“换一组噪声”会重新抽取，强度不变。",
    ),
    "trained_here": ("trained at this level", "训练时的强度"),
    "trained_every": ("trained at every level, with every noise", "每一档强度、每种噪声都练过"),
    "new_noise": ("New noise", "换一组噪声"),
    "no_chance": ("There is no chance in this kind of noise.", "这种噪声没有随机成分。"),
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
        "Every pixel gets a little random brightness, as in a dark photo.",
        "每个像素都加上一点随机的亮度，像光线不足的照片。",
    ),
    "about_salt_pepper": (
        "A share of the pixels turns white or black, as if dust had fallen on it.",
        "一部分像素变成全白或全黑，像落上了灰尘。",
    ),
    "about_speckle": (
        "The ink itself flickers; the empty background stays empty.",
        "只有墨迹本身忽明忽暗，空白的背景不变。",
    ),
    "about_mosaic": (
        "Squares of pixels are replaced by their average, as faces are hidden on television.",
        "一块块像素被换成平均值，就像电视里给人脸打码。",
    ),
    "about_occlusion": ("A square is cut out of the digit.", "数字被挖掉一块。"),
    "about_blur": ("The picture goes out of focus.", "画面失焦。"),
    # the models: "model_<key>", the name in the menu; "fact_<key>", what to expect of it
    "option_numbers": ("{name}: {n} numbers", "{name}：{n} 个数"),
    "option_free": ("{name}: no squeeze", "{name}：不压缩"),
    "group_ours_noisy": ("Ours: learnt on every noise", "本页的：见过各种噪声"),
    "group_ours_clean": ("Ours: learnt on clean digits", "本页的：只见过干净的数字"),
    "group_published_noisy": ("Published: learnt on Gaussian noise", "公开的：学过高斯噪声"),
    "group_published_clean": ("Published: learnt on clean digits", "公开的：只见过干净的数字"),
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
        "Thirty-two numbers, and any noise on the slider: it has learnt to undo all six kinds at "
        "every level.",
        "只用 32 个数，上面的噪声随便选：六种噪声、每一档强度，它都学过怎么去掉。",
    ),
    "fact_ordered_32": (
        "Its numbers lie in order: the first say most. Use fewer of them (the slider “Numbers "
        "used”), and your digit turns into a typical one. It has learnt to undo all six noises.",
        "32 个数按重要程度排好，最前面的说得最多。拖动滑块“用几个数”，少用几个，"
        "你的数字就变成一个普通的数字。六种噪声，它都学过怎么去掉。",
    ),
    "fact_conv_16": (
        "Half the numbers: the digit stays, with less of the hand that wrote it. It has learnt "
        "to undo the same six noises.",
        "数减了一半：还认得出是几，笔迹的细节少了些。同样的六种噪声，它都学过。",
    ),
    "fact_unet": (
        "Nothing is squeezed: shortcuts carry the picture past the code. It cleans best "
        "while there is something left to copy, but no short list of numbers holds the digit.",
        "什么也没压缩：画面从捷径绕过了编码。只要还有东西可抄，它去噪最好，可是没有哪几个数装得下这个数字。",
    ),
    "fact_plain_32": (
        "Twin of Conv 32 that has never met noise. With the level at 0 it copies your digit more "
        "closely; with noise it goes astray.",
        "和“卷积 32”结构相同，但从没见过噪声。强度调到 0，它描得更像；一有噪声，它就乱了。",
    ),
    "fact_plain_16": (
        "Twin of Conv 16 that has never met noise: true to a clean digit, lost in a noisy one.",
        "和“卷积 16”结构相同，但从没见过噪声：干净的数字描得像，有噪声就迷路。",
    ),
    "fact_dense_16": (
        "The smallest: one layer in, one layer out, 16 numbers between them. It has never seen "
        "noise, so it takes noise for part of the digit.",
        "最小的一个：进一层，出一层，中间只有 16 个数。它从没见过噪声，会把噪声当成数字的一部分。",
    ),
    "fact_dense_32": (
        "The same with 32 numbers: sharper digits. It has never seen noise either.",
        "同样的结构，32 个数：数字更清楚。它也没见过噪声。",
    ),
    "fact_conv_4x4x8": (
        "Looks through 3×3 windows and keeps 8 small maps. It does with 4,385 parameters what "
        "Dense 32 does with 50,992. It has never seen noise.",
        "透过 3×3 的小窗看图，留下 8 张小图。用 4,385 个参数做到全连接 32 用 50,992 个参数做的事。"
        "它没见过噪声。",
    ),
    "fact_denoise_4x4x16": (
        "Learnt to undo Gaussian noise of level 0.50. Near that level it cleans well; move the "
        "level away, or change the kind of noise, and see it lose its way.",
        "学的是去掉强度 0.50 的高斯噪声。在这个强度附近很好用；"
        "调远一点，或换一种噪声，它就迷路了。",
    ),
    "fact_restore_3x3": (
        "Wide layers and 512 numbers, hardly a squeeze. Learnt to undo Gaussian noise of level "
        "0.50 in only two passes over the digits.",
        "很宽的层，512 个数，几乎没怎么压缩。把训练数字只看了两遍，学会去掉强度 0.50 的高斯噪声。",
    ),
    "fact_restore_5x5": (
        "The same with windows of 5×5 pixels, which take in more of a stroke at once.",
        "同样的结构，窗口是 5×5 像素，一次能看到更长的一段笔画。",
    ),
    # the pictures
    "seen": ("Your digit, tidied up", "整理好的数字"),
    "seen_hint": (
        "Your digit, made to look like the digits the networks learnt from: 20 pixels tall, in "
        "the middle of 28 × 28 pixels. A network gets nothing else of your drawing, and this only "
        "with the noise on top.",
        "你写的数字，整理成网络学过的样子：约 20 像素高，居中放在 28 × 28 像素里。"
        "网络能拿到的只有这些，而且是加了噪声之后的。",
    ),
    "seen_note": ("28 × 28 pixels", "28 × 28 像素"),
    "noisy": ("With noise", "加上噪声"),
    "noisy_hint": (
        "This is what goes in. Moving the level makes the same noise stronger or weaker; only "
        "“New noise” draws another.",
        "这才是网络的输入。调强度只是把同一组噪声放大或缩小；点“换一组噪声”才会重新抽取。",
    ),
    "restored": ("Restored", "还原"),
    "restored_hint": (
        "The decoder paints this from the code alone. It never sees your digit nor the noise.",
        "解码器只凭编码画出这张图，它既看不到你的数字，也看不到噪声。",
    ),
    "restored_free_hint": (
        "The decoder paints this with the noisy picture before its eyes: shortcuts bring it past "
        "the code.",
        "解码器是看着加噪的图画出来的：捷径绕过编码，把图直接送到它面前。",
    ),
    "difference": ("Where they differ", "差在哪里"),
    "difference_hint": (
        "Restored minus original. Black: equal.",
        "还原减去原图。黑色：相同。",
    ),
    "ink_added": ("ink added", "多出的墨"),
    "ink_lost": ("ink lost", "丢失的墨"),
    # the rooms
    "rooms": ("Look closer", "细看"),
    "comma": (", ", "、"),
    "use_model": ("Use {name}", "改用“{name}”"),
    "pad_empty_room": (
        "Draw a digit above, and this room comes alive.",
        "在上面写一个数字，这里就会动起来。",
    ),
    # the scores
    "db": ("{v} dB", "{v} dB"),
    "ssim": ("SSIM {v}", "SSIM {v}"),
    "identical": ("identical", "完全相同"),
    "closer_long": (
        "The error of the restored picture is {x} times smaller than that of the noisy one.",
        "还原图的误差只有加噪图的 1/{x}。",
    ),
    "further_long": (
        "The restored picture is {x} times further off than the noisy one: this network does not "
        "undo this noise.",
        "还原图的误差是加噪图的 {x} 倍：这个网络去不掉这种噪声。",
    ),
    "same_long": (
        "The restored picture is about as wrong as the noisy one.",
        "还原图的误差和加噪图差不多。",
    ),
    "none_long": (
        "Nothing is spoiled now: what is missing was lost in squeezing the digit into {n} numbers.",
        "现在没有噪声：丢掉的部分，是把数字压成 {n} 个数时损失的。",
    ),
    "none_one_long": (
        "Nothing is spoiled now: what is missing was lost in squeezing the digit into one number.",
        "现在没有噪声：丢掉的部分，是把数字压成 1 个数时损失的。",
    ),
    "free_long": (
        "Nothing is spoiled now, nothing is squeezed: hardly anything can get lost.",
        "现在没有噪声，也没有压缩，几乎不会丢掉什么。",
    ),
    "blank_long": (
        "The pad is empty. Draw a digit, or pick one below it.",
        "手写板是空的。写一个数字，或者在下面选一个。",
    ),
    "scores_hint": (
        "The error is the mean squared difference to your digit, pixel by pixel. PSNR puts the "
        "same error in decibels (dB): 10 dB more is an error ten times smaller. SSIM compares "
        "shapes as an eye would: 1 is identical.",
        "误差是与你的数字逐像素相减、平方后的平均值。PSNR 用分贝（dB）表示同一个误差："
        "每多 10 dB，误差缩小到 1/10。SSIM 像眼睛一样比较形状：1 表示完全相同。",
    ),
    "how_measured": ("How is that measured?", "这是怎么量的？"),
    # what the classifier reads in the pictures
    "reader": ("The classifier", "识别器"),
    "reader_hint": (
        "The classifier is a small network of its own that names digits. It was shown digits under "
        "every noise, and drawings that are none, and it is not told what you drew. The percentage "
        "says how sure it is of its digit: of what it reads with 80 %, it reads four in five "
        "rightly. Where no digit reaches 50 %, nothing can be read. What looks more like one of "
        "those other drawings, it does not call a digit.",
        "识别器是另一个专认数字的小网络。它见过各种噪声里的数字，也见过不是数字的画，"
        "但不知道你写的是几。百分比是它对这个数字的把握：说 80% 的，五次里对四次。"
        "没有哪个数字到 50%，就是什么也认不出。"
        "更像那些别的画的，它就不说是数字。",
    ),
    "read_as": ("Read as {d}", "认作 {d}"),
    "percent": ("{p} %", "{p}%"),
    "read_nothing": ("Nothing can be read", "什么也认不出"),
    "read_no_digit": ("This doesn't look like a digit", "这不像数字"),
    "read_right": ("as in the clean digit", "与原图一致"),
    "read_wrong": ("not as in the clean digit", "与原图不一致"),
    "read_again_long": (
        "In the noise the classifier reads {n} ({np} %). In the restored digit it reads {r} "
        "({rp} %), as in yours.",
        "识别器把加噪图认成 {n}（{np}%），把还原图认作 {r}（{rp}%），与原图一致。",
    ),
    "read_still_long": (
        "The classifier still reads {n} in the noise ({np} %), and in the restored digit too "
        "({rp} %).",
        "识别器在噪声里仍认得出 {n}（{np}%），在还原图里也认得出（{rp}%）。",
    ),
    "read_lost_long": (
        "The classifier still reads {n} in the noise ({np} %), but {r} in the restored digit "
        "({rp} %).",
        "识别器在噪声里仍认得出 {n}（{np}%），却把还原图认成 {r}（{rp}%）。",
    ),
    "read_missed_long": (
        "The classifier reads {n} in the noise ({np} %) and {r} in the restored digit ({rp} %); in "
        "yours it reads {c}.",
        "识别器把加噪图认成 {n}（{np}%），把还原图认成 {r}（{rp}%），原图却认作 {c}。",
    ),
    "read_kept_long": (
        "The classifier reads {r} in the restored digit ({rp} %), as in yours.",
        "识别器把还原图认作 {r}（{rp}%），与原图一致。",
    ),
    "read_changed_long": (
        "The classifier reads {r} in the restored digit ({rp} %); in yours it reads {c}.",
        "识别器把还原图认成 {r}（{rp}%），原图却认作 {c}。",
    ),
    "read_back_long": (
        "In the noise the classifier can read nothing. In the restored digit it reads {r} "
        "({rp} %), as in yours.",
        "识别器在噪声里什么也认不出，把还原图认作 {r}（{rp}%），与原图一致。",
    ),
    "read_invented_long": (
        "In the noise the classifier can read nothing, and the network has to guess: what it "
        "restores is read as {r} ({rp} %), yours as {c}.",
        "识别器在噪声里什么也认不出，网络也只能猜：还原图被认成 {r}（{rp}%），原图是 {c}。",
    ),
    "read_erased_long": (
        "The classifier reads {n} in the noise ({np} %), and nothing in the restored picture.",
        "识别器在噪声里认出 {n}（{np}%），在还原图里却什么也认不出。",
    ),
    "read_nowhere_long": (
        "The classifier can read nothing, neither in the noise nor in what was restored from it.",
        "识别器什么也认不出：噪声里认不出，还原图里也认不出。",
    ),
    "read_gone_long": (
        "In the restored picture the classifier can read nothing; in yours it reads {c}.",
        "识别器在还原图里什么也认不出，原图认作 {c}。",
    ),
    "read_unclear_long": (
        "In your own drawing the classifier can read nothing: no digit stands out.",
        "你写的这个，识别器什么也认不出：没有哪个数字突出。",
    ),
    "read_strange_long": (
        "To the classifier your drawing doesn't look like a digit, and the network has learnt "
        "nothing but digits: whatever it restores, it makes of them.",
        "在识别器看来，你画的不像数字；而网络只学过数字，还原出来的也只能用数字拼凑。",
    ),
    # the code
    "code": ("The code", "编码"),
    "squeeze": ("784 pixels → {n} numbers → 784 pixels", "784 个像素 → {n} 个数 → 784 个像素"),
    "squeeze_one": ("784 pixels → 1 number → 784 pixels", "784 个像素 → 1 个数 → 784 个像素"),
    "squeeze_free": (
        "784 pixels → no squeeze → 784 pixels",
        "784 个像素 → 不压缩 → 784 个像素",
    ),
    "numbers": ("numbers", "个数"),
    "numbers_one": ("number", "个数"),
    "no_squeeze": ("no squeeze", "不压缩"),
    "no_code": (
        "There is no code to show. Shortcuts carry the picture past it, so it need not know the "
        "digit; and with {n} numbers it is larger than the picture, which has 784.",
        "没有编码可看。捷径让画面绕了过去，编码不必记住数字；"
        "何况它有 {n} 个数，比只有 784 个像素的画面还大。",
    ),
    "hint_none": (
        "In the other networks the decoder gets the code and nothing else. Here shortcuts also "
        "bring it what the encoder saw at full size.",
        "在别的网络里，解码器只拿到编码。在这里，捷径还把编码器在原尺寸上看到的东西送给了它。",
    ),
    "hint_signed": (
        "The encoder turns the picture into these numbers; the decoder gets nothing else. A bar "
        "rises above zero or hangs below it: over all digits each number averages zero. The "
        "closer the code of the noisy digit stays to that of the clean one, the less noise got "
        "through.",
        "编码器把图片变成这些数，解码器只拿到它们。柱子向上是正，向下是负：对所有数字平均，"
        "每个数都是零。加噪数字的编码越接近干净数字的编码，说明混进来的噪声越少。",
    ),
    "hint_bars": (
        "The encoder turns the picture into these numbers; the decoder gets nothing else. The "
        "closer the code of the noisy digit stays to that of the clean one, the less noise got "
        "through. A number that stays at zero has fallen asleep in training.",
        "编码器把图片变成这些数，解码器只拿到它们。加噪数字的编码越接近干净数字的编码，"
        "说明混进来的噪声越少。一直为零的数，是在训练中“睡着”了。",
    ),
    "hint_maps": (
        "A convolutional network keeps its numbers on small 4 × 4 maps: each says where in the "
        "picture it found its pattern. The decoder gets nothing else.",
        "卷积网络把数放在 4 × 4 的小图上：每张小图说明它的图案出现在画面的什么位置。"
        "解码器只拿到这些。",
    ),
    "of_clean": ("clean digit", "干净的数字"),
    "of_noisy": ("noisy digit", "加噪的数字"),
    "moved": (
        "The noise has changed the code by {p} %.",
        "噪声让编码改变了 {p}%。",
    ),
    "number_unused": ("not used", "没有用上"),
    "number_title": ("number {i}: clean {a}, noisy {b}", "第 {i} 个数：干净 {a}，加噪 {b}"),
    # problems
    "bad_request": (
        "That was not a request this page makes; reload it.",
        "这不是本页会发出的请求，请刷新页面。",
    ),
    "bad_strokes": (
        "That drawing cannot be read; clear the pad and draw again.",
        "这幅画无法读取，请清空后重写。",
    ),
    "too_many_points": (
        "That drawing has too many strokes or points; clear the pad and draw a simpler one.",
        "笔画太多了，请清空后写得简单一些。",
    ),
    "bad_picture": (
        "That file is not a picture this page can read; PNG, JPEG, WebP, GIF and BMP work.",
        "这个文件不是本页能读的图片；支持 PNG、JPEG、WebP、GIF、BMP。",
    ),
    "picture_too_big": (
        "That file is too big; pictures of up to 2 MB work.",
        "文件太大，图片请不要超过 2 MB。",
    ),
    "picture_too_large": (
        "That picture has too many pixels; up to {n} × {n} work.",
        "图片像素太多，最大 {n} × {n}。",
    ),
    "blank_picture": (
        "There is no digit in that picture.",
        "图片里没有数字。",
    ),
    "unknown_model": (
        "There is no such model; choose one above.",
        "没有这个模型，请在上面选一个。",
    ),
    "unknown_noise": (
        "There is no such noise; choose one above.",
        "没有这种噪声，请在上面选一种。",
    ),
    "bad_level": ("The noise level must be between 0 and 1.", "噪声强度必须在 0 和 1 之间。"),
    "bad_seed": ("The seed of the noise must be a whole number.", "噪声种子必须是整数。"),
    "weights": (
        "The weights of this model cannot be used ({file}). Make them again with: {command}. "
        "The other models go on working.",
        "这个模型的权重无法使用（{file}）。用 {command} 重新生成；其他模型照常工作。",
    ),
    "no_tensorflow": (
        "This server has no TensorFlow, so no network can be trained here; everything else works.",
        "这台服务器没有安装 TensorFlow，所以不能训练网络；其他功能都能用。",
    ),
    "no_answer": (
        "The server does not answer; your digit is kept, and the page goes on trying.",
        "服务器没有回应。你的数字还在，页面会继续尝试。",
    ),
    "busy": (
        "Many people are drawing at this moment; your digit is kept, and is restored in a second "
        "or two.",
        "此刻画画的人很多。你的数字还在，一两秒后就会还原。",
    ),
    "server": ("Something went wrong on the server; try again.", "服务器出了点问题，请再试一次。"),
}
