"""The words of the room "Train", and of visitors' own networks everywhere on the page."""

WORDS: dict[str, tuple[str, str]] = {
    "room_train": ("Train", "训练"),
    "train_lead": (
        "Train a network of your own. It starts out knowing nothing, and you watch it learn. "
        "Then you can use it on this page, or take it home.",
        "训练一个你自己的网络。它从一无所知开始，你看着它学会。学完可以在本页用它，也可以带走。",
    ),
    # starting points
    "train_from": ("Begin with one of these", "从这里选一个开始"),
    "train_from_plane": ("Two numbers: a map you can see", "两个数：看得见的地图"),
    "train_from_plane_note": (
        "Every digit becomes a point, and you can walk about among them.",
        "每个数字变成一个点，学完可以在里面走走看。",
    ),
    "train_from_tutorial": ("Sixteen numbers, as in tutorials", "十六个数，教程里的那种"),
    "train_from_tutorial_note": (
        "The simplest network there is. It learns in seconds.",
        "最简单的网络，几秒钟就学会。",
    ),
    "train_from_denoiser": ("A good denoiser", "去噪好手"),
    "train_from_denoiser_note": (
        "32 numbers, and every noise there is: it learns to tell digits from dirt.",
        "32 个数，各种噪声都见过：学会把数字和脏东西分开。",
    ),
    # the settings
    "train_code": ("Code size", "编码长度"),
    "train_code_note": (
        "How many numbers a digit is squeezed into. With few you get a rough digit; with many a "
        "close copy, noise included.",
        "把一个数字压成几个数。数少，画得粗；数多，描得像，噪声也更容易混进来。",
    ),
    "train_layers": ("Hidden layers", "隐藏层数"),
    "train_layers_note": (
        "Steps between the picture and the code, and as many on the way back. With none, each "
        "number of the code is just a weighted sum of all pixels.",
        "从图片到编码中间隔几步，回来时也隔几步。选 0，编码里的每个数就只是所有像素的加权和。",
    ),
    "train_units": ("Units in each", "每层单元数"),
    "train_units_note": (
        "How much each layer can take in. With more it learns finer things, and takes longer.",
        "每一层装得下多少东西。多了学得更细，也学得更慢。",
    ),
    "train_loss": ("Loss", "损失函数"),
    "train_bce": ("cross-entropy", "交叉熵"),
    "train_mse": ("squared error", "平方误差"),
    "train_loss_note": (
        "How its mistakes are counted; training makes them fewer. Cross-entropy punishes a pixel "
        "that is surely wrong far more, and learns faster.",
        "怎样计算它的错误，训练就是让错误变少。交叉熵对“错得很肯定”的像素罚得重得多，学得更快。",
    ),
    "train_noise": ("Noise it learns to undo", "学着去掉哪种噪声"),
    "train_none": ("none: clean digits", "不加噪声"),
    "train_every": ("every noise, every level", "各种噪声、各种强度"),
    "train_level": ("Level of the noise", "噪声强度"),
    "train_noise_note": (
        "It is given the noisy digit and has to paint the clean one. Noise that it never meets "
        "here, it cannot undo later.",
        "给它看带噪声的数字，要它画出干净的。训练时没见过的噪声，以后它也去不掉。",
    ),
    "train_epochs": ("Epochs", "轮数"),
    "train_epochs_note": (
        "How often it goes through all the digits. It learns most the first time; two numbers "
        "need many rounds.",
        "把所有数字看几遍。第一遍学到的最多；只有两个数时，要看很多遍。",
    ),
    "train_shape": ("{shape}: {p} weights to learn", "{shape}：共 {p} 个权重要学"),
    "train_on_mnist": (
        "It learns from 60,000 handwritten digits (MNIST); an epoch, once through all of them, "
        "takes a few seconds.",
        "用 60,000 个手写数字（MNIST）来学，全部看一遍叫一轮，要几秒钟。",
    ),
    "train_on_strokes": (
        "This server has no handwritten digits (MNIST), so it learns from 10,000 that this page "
        "draws: easier ones, and fewer.",
        "这台服务器上没有手写数字集（MNIST），改用本页画的 10,000 个数字来学：更容易，也更少。",
    ),
    "train_start": ("Start training", "开始训练"),
    "train_again": ("Train another one", "再训练一个"),
    "train_stop": ("Stop", "停止"),
    # progress
    "train_progress": ("Progress of the training", "训练进度"),
    "train_queued": (
        "Another visitor is training. Your place in the queue: {n}. It starts by itself.",
        "有别的访客正在训练。你排在第 {n} 位，轮到就自动开始。",
    ),
    "train_starting": ("Getting ready: the digits are being read …", "正在准备：读取数字……"),
    "train_ready": ("Getting ready: the network is being built …", "正在准备：搭建网络……"),
    "train_epoch": ("Epoch {e} of {n}", "第 {e} 轮，共 {n} 轮"),
    "train_left": ("about {s} s left", "还要大约 {s} 秒"),
    "train_stopping": ("Stopping …", "正在停止……"),
    "train_testing": (
        "Learnt. Now it is tested on digits that it has never seen …",
        "学完了，正在用它没见过的数字考它……",
    ),
    "train_curve": ("How wrong it is (loss)", "错了多少（损失）"),
    "train_curve_x": ("epochs", "轮"),
    "train_curve_label": ("Loss after each epoch: {list}", "每一轮之后的损失：{list}"),
    "train_curve_empty": (
        "Here you will see how wrong it is, epoch by epoch.",
        "这里会画出它一轮一轮错了多少。",
    ),
    "train_ten": ("Your drawing and ten digits, restored", "你的画和十个数字，由它还原"),
    "train_ten_note": (
        "Above: what it is given. Below: what it makes of it. Framed: your drawing, with the same "
        "noise. It never learns from the ten digits.",
        "上面是给它的，下面是它还原的。加框的是你的画，噪声相同。那十个数字不在它学的里面。",
    ),
    "train_ten_empty": (
        "Press “Start training”, and watch the digits come out of the grey.",
        "点“开始训练”，看数字从灰色里浮现出来。",
    ),
    "train_yours": ("your drawing", "你的画"),
    "train_pair": ("{of}: given and restored", "{of}：给它的和它还原的"),
    "train_untrained": (
        "Before the first epoch it knows nothing: every digit comes out as the same grey.",
        "第一轮之前它什么也不懂：不管什么数字，画出来都是一片灰。",
    ),
    # the result
    "train_said_long": (
        "{name} restores {n} test digits to {a} on average; our {ours}, on the same ones, to {b}.",
        "“{name}”还原 {n} 个测试数字，平均 {a}；本页的“{ours}”在同样的数字上是 {b}。",
    ),
    "train_alone_long": (
        "{name} restores {n} test digits to {a} on average.",
        "“{name}”还原 {n} 个测试数字，平均 {a}。",
    ),
    "train_closer_long": ("Yours wins!", "你的赢了！"),
    "train_near_long": (
        "That is close, for a network that has learnt for seconds.",
        "才学了这么一会儿，已经很接近了。",
    ),
    "train_far_long": (
        "Ours is larger, looks through small windows, and has learnt far longer.",
        "本页的网络更大，会透过小窗看图，学的时间也长得多。",
    ),
    "train_few_long": (
        "Yours has {k} numbers for a digit, ours {n}.",
        "你的只用 {k} 个数来表示一个数字，本页的用 {n} 个。",
    ),
    "train_strokes_long": (
        "Ours has learnt from other digits than these.",
        "本页的网络学的不是这些数字。",
    ),
    "train_stopped": (
        "You stopped it early; it stays as it was then.",
        "你提前停止了训练，它就停在当时的样子。",
    ),
    "train_late": (
        "The time for one training is over; it stays as it was then.",
        "一次训练的时间到了，它就停在当时的样子。",
    ),
    "train_nothing": (
        "You stopped before the first epoch was over: there is no network yet.",
        "第一轮还没学完就停了，网络还没有练成。",
    ),
    "train_map": ("See its map", "看它的地图"),
    "train_use": ("Use “{name}” on the page", "在本页使用“{name}”"),
    "train_where": (
        "You also find it in the menu of models, in Code and in Compare. Only you can use it. It "
        "is deleted an hour after you last used it.",
        "它也在模型菜单、“编码”和“比一比”里。只有你能用它，最后一次使用一小时后就会删除。",
    ),
    "train_download": ("Download it", "下载它"),
    "train_program": ("Use it in a program", "在程序里使用它"),
    "train_program_note": (
        "With the source of this page beside it, this restores two digits with your network:",
        "把它和本页的源代码放在一起，下面几行就能用你的网络还原两个数字：",
    ),
    # symbols of the visitor's own
    "train_what": ("What it learns", "学什么"),
    "train_what_digits": ("Digits", "数字"),
    "train_what_symbols": ("My own symbols", "我自己的符号"),
    "symbols_lead": (
        "An autoencoder knows only what it was shown. Draw two to ten symbols of your own, each "
        "five to twenty times. A network learns to squeeze exactly these, and to clean them. Then "
        "see what it makes of a digit.",
        "自编码器只认识它看过的东西。画二到十个自己的符号，每个画五到二十遍，"
        "网络就学会压缩它们、去掉它们上面的噪声。再看看它会把数字变成什么。",
    ),
    "symbols_pad": (
        "Pad for a symbol. The arrow keys move the pen, Space or Enter puts it down and lifts it.",
        "画符号的手写板。方向键移动笔，空格或回车落笔、提笔。",
    ),
    "symbols_pad_empty": ("Draw a symbol", "画一个符号"),
    "symbols_name_field": ("Name of the symbol", "符号的名字"),
    "symbols_add": ("Add the drawing", "加入这张"),
    "symbols_add_hint": (
        "Draw the same symbol again and add it: the name stays. Another name begins "
        "another symbol.",
        "名字会留着：再画一遍同一个符号，再加入。换一个名字，就是另一个符号。",
    ),
    "symbols_undo": ("Undo", "撤销"),
    "symbols_again": ("Draw “{name}” again", "再画“{name}”"),
    "symbols_put_on_pad": (
        "Take drawing {i} of “{name}” back to the pad",
        "把“{name}”的第 {i} 张拿回手写板",
    ),
    "symbols_count": ("{n} drawings", "{n} 张"),
    "symbols_count_few": ("{n} drawn, {k} needed", "已画 {n} 张，要 {k} 张"),
    "symbols_remove": ("Remove “{name}”", "删除“{name}”"),
    "symbols_begin": ("Begin with a ready set", "从现成的一套开始"),
    "symbols_letters": ("Letters", "字母"),
    "symbols_faces": ("Faces", "表情"),
    "symbols_face_happy": ("happy", "开心"),
    "symbols_face_sad": ("sad", "难过"),
    "symbols_face_oh": ("oh", "惊讶"),
    "symbols_face_grin": ("grin", "大笑"),
    "symbols_save": ("Save as a file", "存成文件"),
    "symbols_load": ("Load files", "读入文件"),
    "symbols_link": ("Copy a link", "复制链接"),
    "symbols_clear": ("Remove all", "全部删除"),
    "symbols_kept": (
        "Your drawings stay in this browser. The server has them while it trains, and pictures "
        "made from them as long as it has the network. Files of several people load together.",
        "你画的留在这个浏览器里。服务器在训练时用到它们，由它们变化出的图片和网络一起保留。"
        "几个人的文件可以一起读入。",
    ),
    "symbols_not_kept": (
        "This browser does not keep your drawings: save them as a file before you leave the page. "
        "The server has them while it trains, and pictures made from them as long as it has the "
        "network.",
        "这个浏览器不保存你画的：离开之前，请存成文件。"
        "服务器在训练时用到它们，由它们变化出的图片和网络一起保留。",
    ),
    "symbols_back": ("As it was before", "恢复原样"),
    "symbols_cleared": ("All symbols are removed.", "符号已全部删除。"),
    "symbols_removed": ("“{name}” is removed.", "“{name}”已删除。"),
    "symbols_data": (
        "Each drawing becomes hundreds, a little bent and slanted. Every fifth drawing of a symbol "
        "is kept from the network, to test it.",
        "每一张都变化成几百张：稍微弯一点、斜一点。每个符号的每第五张留着不给网络学，用来考它。",
    ),
    "symbols_ready": ("{n} symbols, {k} drawings: ready.", "{n} 个符号，共 {k} 张：可以开始了。"),
    "symbols_added": ("Added: drawing {k} of “{name}”.", "已加入“{name}”的第 {k} 张。"),
    "symbols_loaded": ("Drawings added: {n}.", "加入了 {n} 张。"),
    "symbols_there": ("All of these drawings are here already.", "这些画都已经在这里了。"),
    "symbols_left_out": (
        "Left out, as too many or too long: {n}.",
        "另有 {n} 张太多或线太长，没有加入。",
    ),
    "symbols_no_file": ("{file} holds no symbols of this page.", "{file} 里没有本页的符号。"),
    "symbols_linked": ("The link is copied.", "链接已复制。"),
    "symbols_link_long": (
        "That is too much for a link: save it as a file.",
        "内容太多，链接放不下，请存成文件。",
    ),
    "symbols_link_broken": ("The symbols in the link are damaged.", "链接里的符号已损坏。"),
    "symbols_starting": (
        "Getting ready: each drawing becomes hundreds …",
        "正在准备：每一张变成几百张……",
    ),
    "symbols_testing": (
        "Learnt. Now it is tested on drawings kept from it, and its map is made …",
        "学完了，正在用留出来没给它看的几张考它，并画它的地图……",
    ),
    "symbols_ten": (
        "What is on the pad, and drawings that it never learns from, restored",
        "手写板上的画和它没学过的几张，由它还原",
    ),
    "symbols_ten_note": (
        "Above: what it is given. Below: what it makes of it. Framed: what is on the pad of the "
        "page, which it can only paint out of your symbols. It never learns from the others.",
        "上面是给它的，下面是它还原的。加框的是页面手写板上的画，它只能用你的符号来画。"
        "另外几张不在它学的里面。",
    ),
    "symbols_ten_empty": (
        "Press “Start training”, and watch your symbols come out of the grey.",
        "点“开始训练”，看你的符号从灰色里浮现出来。",
    ),
    "symbols_untrained": (
        "Before the first epoch it knows nothing: every drawing comes out as the same grey.",
        "第一轮之前它什么也不懂：不管什么画，画出来都是一片灰。",
    ),
    "symbols_said_long": (
        "{name} restores {n} pictures, made from drawings that it never saw, to {a} on average; "
        "our {ours}, which knows only digits, to {b}.",
        "“{name}”还原 {n} 张由没见过的画变化而成的图，平均 {a}；只认识数字的“{ours}”是 {b}。",
    ),
    "symbols_closer_long": (
        "Whoever knows the symbols cleans them best. Now use it and draw a digit: it can only "
        "paint with what it knows, your symbols.",
        "认识这些符号的，才洗得干净。现在用它，再画一个数字：它只能用认识的东西来画，就是你的符号。",
    ),
    "symbols_further_long": (
        "More drawings of each symbol, more alike, would help it.",
        "每个符号多画几张，画得像一些，会好得多。",
    ),
    "symbols_stage": (
        "This network knows nothing but your symbols, and paints with these whatever is on the "
        "pad.",
        "这个网络只认识你的符号，不管手写板上是什么，都用这些来画。",
    ),
    "symbol_label": ("Symbol “{d}”", "符号“{d}”"),
    "own_symbols": (
        "drawings of symbols ({names}), with every noise",
        "自己画的符号（{names}），带各种噪声",
    ),
    "symbols_few": (
        "It takes at least two symbols. So far: {n}.",
        "至少要有两个符号，现在有 {n} 个。",
    ),
    "symbols_many": ("Ten symbols at most; there are {n}.", "最多十个符号，现在有 {n} 个。"),
    "symbols_name": (
        "A symbol needs a name of one to twelve characters, without < > &, quotation marks and the "
        "hidden characters that some emoji have.",
        "符号要有名字，一到十二个字，不含 < > &、引号和某些表情里的隐藏字符。",
    ),
    "symbols_same_name": ("Two symbols are called “{name}”.", "有两个符号都叫“{name}”。"),
    "symbols_few_drawings": (
        "“{name}” needs at least five drawings. So far: {n}.",
        "“{name}”至少要画五张，现在有 {n} 张。",
    ),
    "symbols_many_drawings": (
        "“{name}” can have twenty drawings at most; it has {n}.",
        "“{name}”最多二十张，现在有 {n} 张。",
    ),
    "symbols_empty": ("A drawing of “{name}” is empty.", "“{name}”有一张是空的。"),
    "symbols_long": (
        "A drawing of “{name}” has too many lines: at most 40 strokes and 600 points.",
        "“{name}”有一张线太多：最多 40 笔、600 个点。",
    ),
    # on the whole page
    "group_own": ("Yours: trained by you", "你的：你训练的"),
    "model_own": ("Your net {n}", "你的网络 {n}"),
    "fact_own": (
        "You trained it: {shape}. It has learnt from {learnt}.",
        "你训练的：{shape}。学的是{learnt}。",
    ),
    "own_clean": ("clean digits", "干净的数字"),
    "own_every": ("every noise at every level", "各种强度的各种噪声"),
    "own_level": ("digits with noise ({noise}, level {l})", "带噪声的数字（{noise}，强度 {l}）"),
    # problems
    "own_gone": (
        "Your network is no longer on the server. Train it again in “Train”.",
        "你的那个网络已不在服务器上，请在“训练”里重新训练。",
    ),
    "map_not_own": (
        "Of your own networks, those of two numbers have a map, and those of your own symbols: "
        "train one in “Train”. Drawing a map of any other takes minutes, so this one has none.",
        "你自己的网络里，只有两个数的和学了自己的符号的才有地图，可以在“训练”里练一个。"
        "别的要画好几分钟，所以这个没有。",
    ),
    "train_full": (
        "Too many visitors want to train right now. Try again in a few minutes.",
        "现在想训练的人太多了，请过几分钟再试。",
    ),
    "train_ended": (
        "The server was restarted, and the training ended with it. You can start it again.",
        "服务器重新启动，训练也跟着中断了。你可以重新开始。",
    ),
    "train_no_room": (
        "The server's disk is full, so your network could not be packed. Whoever runs this page "
        "has to make room first.",
        "服务器的磁盘满了，你的网络没能打包。要等管理员腾出空间。",
    ),
    "train_left_off": (
        "The page was reloaded, and the training ended with it. Your drawing is still here.",
        "页面重新加载了，训练也跟着中断。你画的还在。",
    ),
    "train_failed": (
        "The training failed on the server. Start it again.",
        "服务器上的训练失败了，请重新开始。",
    ),
}
