"""The words of the room "Train", and of visitors' own networks everywhere on the page."""

WORDS: dict[str, tuple[str, str]] = {
    "room_train": ("Train", "训练"),
    "train_lead": (
        "Train a network of your own, here and now. Nothing is recorded: you choose what it is "
        "like, it starts out knowing nothing, and you watch it learn. At the end it is yours to "
        "use on this page, and to take home.",
        "当场训练一个你自己的网络，不是播放录像：它长什么样由你定，它从一无所知开始，"
        "你看着它一点点学会。学完以后，可以在本页用它，也可以带走。",
    ),
    # starting points
    "train_from": ("Begin with", "从这里开始"),
    "train_from_plane": ("Two numbers: a map you can see", "两个数：看得见的地图"),
    "train_from_plane_note": (
        "Every digit becomes a point in the plane, and you can walk about in it afterwards.",
        "每个数字变成平面上的一个点，学完可以在里面走走看。",
    ),
    "train_from_tutorial": ("Sixteen, as in the tutorial", "十六个数，教程里的那种"),
    "train_from_tutorial_note": (
        "784 → 16 → 784 and nothing else: where the tutorials begin. It learns in seconds.",
        "784 → 16 → 784，再没有别的：教程都从这里开始，几秒钟就学会。",
    ),
    "train_from_denoiser": ("A good denoiser", "去噪好手"),
    "train_from_denoiser_note": (
        "32 numbers, and every noise there is: it learns to tell the digit from the dirt.",
        "32 个数，各种噪声都见过：学会把数字和脏东西分开。",
    ),
    # the settings
    "train_code": ("Code size", "编码长度"),
    "train_code_note": (
        "How many numbers a digit is squeezed into. Few: a rough digit. Many: a true copy, and "
        "the noise gets through as well.",
        "把一个数字压成几个数。数少，画得粗；数多，描得像，噪声也更容易混进来。",
    ),
    "train_layers": ("Hidden layers", "隐藏层数"),
    "train_layers_note": (
        "Steps between the picture and the code, and as many on the way back. With none, each "
        "number of the code simply weighs all pixels.",
        "从图片到编码中间隔几步，回来时也隔几步。选 0，编码里的每个数就只是给所有像素加权求和。",
    ),
    "train_units": ("Units in each", "每层单元数"),
    "train_units_note": (
        "How much each of these layers can take in. More: it learns finer things, and takes "
        "longer.",
        "每一层装得下多少东西。多了学得更细，也学得更慢。",
    ),
    "train_loss": ("Loss", "损失函数"),
    "train_bce": ("cross-entropy", "交叉熵"),
    "train_mse": ("squared error", "平方误差"),
    "train_loss_note": (
        "How its mistakes are counted; training makes them fewer. Cross-entropy punishes a "
        "pixel that is surely wrong far more, and learns faster.",
        "怎样给它的错误打分，训练就是让这个分数变小。交叉熵对“错得很肯定”的像素罚得重得多，学得更快。",
    ),
    "train_noise": ("Noise it learns to undo", "学着去掉哪种噪声"),
    "train_none": ("none: clean digits", "不加噪声"),
    "train_every": ("every noise, every level", "各种噪声、各种强度"),
    "train_level": ("Level of the noise", "噪声强度"),
    "train_noise_note": (
        "It is given the spoilt digit and has to paint the clean one. What it never meets here it "
        "will not be able to undo.",
        "给它看弄脏的数字，要它画出干净的。训练时没见过的噪声，以后它也去不掉。",
    ),
    "train_epochs": ("Epochs", "轮数"),
    "train_epochs_note": (
        "How often it goes through all the digits. In the first it learns most; two numbers take "
        "many to sort the digits out.",
        "把所有数字看几遍。第一遍学到的最多；只有两个数时，要看很多遍才能把数字分开。",
    ),
    "train_shape": ("{shape}: {p} weights to learn", "{shape}：共 {p} 个权重要学"),
    "train_on_mnist": (
        "It learns from 60,000 handwritten digits (MNIST), an epoch takes a few seconds.",
        "用 60,000 个手写数字（MNIST）来学，一轮要几秒钟。",
    ),
    "train_on_strokes": (
        "The handwritten digits (MNIST) are not on this server. It learns from 10,000 drawn by "
        "this page instead, slanted and shaken: they are easier, and fewer.",
        "这台服务器上没有手写数字集（MNIST），改用本页画的 10,000 个数字来学。它们更容易，也更少。",
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
    "train_curve": ("Loss", "损失"),
    "train_curve_x": ("epochs", "轮"),
    "train_curve_label": ("Loss after each epoch: {list}", "每一轮之后的损失：{list}"),
    "train_curve_empty": (
        "The loss will be drawn here: how wrong it is, epoch by epoch.",
        "损失会画在这里：一轮一轮，它错了多少。",
    ),
    "train_ten": ("What it makes of your digit and of ten others", "它怎样还原你的数字和另外十个"),
    "train_ten_note": (
        "Above: what it is given. Below: what it makes of it. Framed: your digit, spoilt the same "
        "way. The ten others it never learns from.",
        "上面是给它的，下面是它还原的。加框的是你的数字，用同样的方式弄脏。另外十个不在它学的数字里。",
    ),
    "train_ten_empty": (
        "Press “Start training”: the digits will come out of the grey here, epoch by epoch.",
        "点“开始训练”：这里的数字会一轮一轮从灰色里浮现出来。",
    ),
    "train_yours": ("your digit", "你的数字"),
    "train_pair": ("{of}: given and restored", "{of}：给它的和它还原的"),
    "train_untrained": (
        "Before the first epoch it knows nothing: every digit comes out as the same grey.",
        "第一轮之前它什么也不懂：不管给它什么，画出来都是一片灰。",
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
        "Ours is larger, looks through small windows, and has learnt for most of an hour.",
        "本页的网络更大，会透过小窗看图，还学了大半个小时。",
    ),
    "train_few_long": (
        "Yours has {k} numbers to say a digit with, ours {n}.",
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
        "The time for one training was over; it stays as it was then.",
        "一次训练的时间到了，它就停在当时的样子。",
    ),
    "train_nothing": (
        "Stopped before the first epoch was over: there is no network yet.",
        "第一轮还没学完就停了，网络还没有练成。",
    ),
    "train_map": ("See its map", "看它的地图"),
    "train_use": ("Use “{name}” on the stage", "在上面使用“{name}”"),
    "train_where": (
        "It also stands in the menu of models, in Code and in Compare. It is yours alone, and "
        "is forgotten an hour after you last used it.",
        "它也在模型菜单、“编码”和“比一比”里。只有你能用它，最后一次使用一小时后就会删除。",
    ),
    "train_download": ("Download it", "下载它"),
    "train_program": ("Use it in a program", "在程序里使用它"),
    "train_program_note": (
        "With the source of this page beside it, this restores a digit with your network:",
        "把它和本页的源代码放在一起，下面几行就能用你的网络还原一个数字：",
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
        "That network of yours is no longer on the server; train it anew in “Train”.",
        "你的那个网络已不在服务器上，请在“训练”里重新训练。",
    ),
    "map_not_own": (
        "Only a net of two numbers is its own map: train one in “Train”. Of your other nets nobody "
        "has drawn one, which takes minutes; ours have theirs.",
        "只有两个数的网络，编码本身就是地图，可以在“训练”里练一个。你的其他网络还没有地图，"
        "画一张要好几分钟；本页的网络都有。",
    ),
    "train_full": (
        "Too many visitors want to train just now; try again in a few minutes.",
        "现在想训练的人太多了，请过几分钟再试。",
    ),
    "train_ended": (
        "The server was restarted, and the training ended with it. You can start it anew.",
        "服务器重新启动，训练也跟着中断了。你可以重新开始。",
    ),
    "train_no_room": (
        "The server's disk is full, so your network could not be packed. Whoever runs this page "
        "has to make room; then train it again.",
        "服务器的磁盘满了，你的网络没能打包。等管理员腾出空间后，请重新训练。",
    ),
    "train_left_off": (
        "The page was loaded anew, and the training ended with it. Your drawing is still here.",
        "页面重新加载了，训练也跟着中断。你画的还在。",
    ),
    "train_failed": (
        "The training failed on the server; start it again.",
        "服务器上的训练失败了，请重新开始。",
    ),
}
