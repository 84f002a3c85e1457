"""The words of the room "Watch it learn"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_replay": ("Watch it learn", "看它学习"),
    "replay_lead": (
        "Watch a network learn to restore your drawing. At first its weights, the numbers inside "
        "it, are random. Then it practises on {n} digits, again and again; once through all of "
        "them is an epoch.",
        "看网络怎样学会还原你的画。起初，它内部的数（权重）全是随机的。"
        "然后它拿 {n} 个数字反复练习，全部练完一遍叫一轮。",
    ),
    "replay_net": ("Which network", "看哪个网络"),
    "replay_every": (
        "{t} epochs. You can see every one, and four moments of the first, in which most happens.",
        "共 {t} 轮，每一轮都能看；第一轮变化最大，还多留了四个瞬间。",
    ),
    "replay_few": (
        "{t} epochs. This network has two million weights, so only a few moments were kept, "
        "slightly rounded.",
        "共 {t} 轮。这个网络有两百万个权重，所以只留了几个瞬间，数值略作取整。",
    ),
    "replay_given": ("What it is given", "交给它的图"),
    "replay_epochs": ("Your drawing, from epoch to epoch", "你的画，一轮又一轮"),
    "replay_at": ("How far the training has come", "训练进行到哪里"),
    "replay_play": ("Play", "播放"),
    "replay_pause": ("Pause", "暂停"),
    "replay_own": ("Your drawing as GIF", "你的画（GIF）"),
    "replay_own_hint": ("This film of your own drawing", "你这张画的学习过程"),
    "replay_ten": ("Ten digits as GIF", "十个数字（GIF）"),
    "replay_ten_hint": (
        "Ten digits, and below them what the network makes of them",
        "上排十个数字，下排网络画的图",
    ),
    "replay_gif_making": ("Making the GIF …", "正在制作 GIF……"),
    "replay_gif_failed": ("The GIF could not be made; try again.", "GIF 没有做成，请再试一次。"),
    "replay_strip": (
        "What the network makes of your drawing, from the start to the end",
        "从开始到结束，网络还原的你的画",
    ),
    # the curve
    "replay_loss": ("How wrong it is in training (loss)", "训练中错得有多厉害（损失）"),
    "replay_loss_alt": ("Training loss: {list}", "训练损失：{list}"),
    "replay_curve_note": (
        "The steps are not equally long: most happens at the start. The loss is the average over "
        "the epoch so far.",
        "每一步长短不一：变化最多的是开头。损失取该轮到此为止的平均。",
    ),
    "replay_blind": ("a blind guess: {l}", "瞎猜：{l}"),
    # the moment
    "replay_untrained": ("Untrained", "还没训练"),
    "replay_part": ("{p} of the first epoch · {n} digits seen", "第一轮的 {p} · 看过 {n} 个数字"),
    "replay_epoch": ("After epoch {e} of {t}", "第 {e} 轮之后（共 {t} 轮）"),
    # the captions, see `replay_captions`
    "replay_start_long": (
        "All grey: it knows nothing yet. That is no better than guessing (loss {l}).",
        "一片灰：它什么都不懂，和瞎猜差不多（损失 {l}）。",
    ),
    "replay_grey_long": (
        "Still all grey. The first steps are small.",
        "还是一片灰。最开始的几步都很小。",
    ),
    "replay_black_long": (
        "All black: this picture is too unlike what it has learnt so far.",
        "一片黑：这张图和它目前学过的太不像了。",
    ),
    "replay_shade_long": (
        "It has found where ink is rare: at the edges. But every digit comes out the same.",
        "它发现边上很少有笔画。可是不管什么数字，画出来都一样。",
    ),
    "replay_average_long": (
        "An average of all digits: it cannot tell them apart yet.",
        "所有数字的平均：它还分不清谁是谁。",
    ),
    "replay_ahead_long": (
        "Closer to your drawing than it will be at the end: later it copies the noise as well.",
        "现在比训练结束时更接近你的画：以后它会把噪声也照着画。",
    ),
    "replay_blur_long": (
        "It begins to follow your drawing, but the classifier cannot read it yet.",
        "它开始跟着你的画走了，但识别器还认不出来。",
    ),
    "replay_read_long": (
        "Now the {d} can be read. It is still getting clearer.",
        "{d} 认得出来了。它还在变清楚。",
    ),
    "replay_digit_long": (
        "Nearly as clear as it will be. What it learns now shows in other digits.",
        "差不多就这么清楚了。往后学的，在别的数字上才看得出来。",
    ),
    "replay_done_long": (
        "Trained to the end: {v}, up from {w} with the noise. Higher is closer to your drawing.",
        "训练结束：{v}，带噪声的图只有 {w}。数值越高，离你的画越近。",
    ),
    "replay_clean_long": (
        "Trained to the end: {v}. It got your drawing without noise, and painted it again from its "
        "code.",
        "训练结束：{v}。它拿到的画没有噪声，只凭编码又画了出来。",
    ),
    "replay_misread_long": (
        "Trained to the end: {v}, up from {w} with the noise. Still the classifier cannot read it.",
        "训练结束：{v}，带噪声的图只有 {w}。可识别器还是认不出来。",
    ),
    "replay_worse_long": (
        "Trained to the end, but its picture ({v}) is further from your drawing than the noisy "
        "one ({w}).",
        "训练结束了，可它画的（{v}）比带噪声的图（{w}）离你的画还远。",
    ),
    "replay_never_noise": ("It never met noise in training.", "训练时它从没见过噪声。"),
    "replay_missing": (
        "The training of this model cannot be shown ({file}). Make its snapshots with: "
        "{command}. The other models keep theirs.",
        "这个模型的训练过程看不了（{file}）。用 {command} 重新生成；其他模型的照常可用。",
    ),
}
