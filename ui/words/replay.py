"""The words of the room "Replay"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_replay": ("Watch it learn", "看它学习"),
    "replay_lead": (
        "Go back to the beginning of a network's training, and watch it learn to restore your own "
        "digit. At first its weights, the numbers inside it, are drawn at random. Then it "
        "practises on {n} digits; once through all of them is an epoch.",
        "回到网络刚开始训练的时候，看它怎样一步步学会还原你写的数字。起初，网络里的数（权重）"
        "全是随机的；然后它拿 {n} 个数字来练习，全部练完一遍叫一轮（epoch）。",
    ),
    "replay_net": ("Which network", "看哪个网络"),
    "replay_every": (
        "{t} epochs. All of them were kept, and four moments of the first, in which most happens.",
        "共 {t} 轮，每一轮都留了下来；第一轮变化最大，另外留了四个瞬间。",
    ),
    "replay_few": (
        "{t} epochs. This network has two million weights, so only a few moments of them were "
        "kept, rounded a little.",
        "共 {t} 轮。这个网络有两百万个权重，所以只留了几个瞬间，数值也略作取整。",
    ),
    "replay_given": ("What it is given", "交给它的图"),
    "replay_epochs": ("Your digit, from epoch to epoch", "你的数字，一轮又一轮"),
    "replay_at": ("How far the training has come", "训练进行到哪里"),
    "replay_play": ("Play", "播放"),
    "replay_own": ("Your digit as GIF", "你的数字（GIF）"),
    "replay_own_hint": ("This film of your own digit", "你这个数字的学习过程"),
    "replay_ten": ("Ten digits as GIF", "十个数字（GIF）"),
    "replay_ten_hint": (
        "Ten digits above what the network makes of them, a second for each moment, as tutorials "
        "show it",
        "上排十个数字，下排网络画的图，每个瞬间停一秒，和教程里的一样",
    ),
    "replay_gif_making": ("Making the GIF …", "正在制作 GIF……"),
    "replay_gif_failed": ("The GIF could not be made; try again.", "GIF 没有做成，请再试一次。"),
    "replay_strip": (
        "What the network makes of your digit, from the start to the end",
        "从开始到结束，网络画出的你的数字",
    ),
    # the curve
    "replay_loss": ("How wrong it is in training (loss)", "训练中错得有多厉害（损失）"),
    "replay_loss_alt": ("Training loss: {list}", "训练损失：{list}"),
    "replay_curve_note": (
        "The steps are not equally long: at first, much happens in little time. The loss is an "
        "average over the epoch so far; the very first value is that of the first handful of "
        "digits.",
        "每一步长短不一：开头短短的时间里变化最多。损失取该轮到此为止的平均；最开头那个值，"
        "是最先一小批数字的损失。",
    ),
    # the moment
    "replay_untrained": ("Untrained", "还没训练"),
    "replay_part": ("{p} of the first epoch · {n} digits seen", "第一轮的 {p} · 看过 {n} 个数字"),
    "replay_epoch": ("After epoch {e} of {t}", "第 {e} 轮之后（共 {t} 轮）"),
    # the captions, see `replay_captions`
    "replay_start_bce_long": (
        "It knows nothing yet: grey everywhere, for it calls black and white equally likely at "
        "every pixel. Such a guess costs ln 2 = 0.693; its loss is {l}.",
        "它什么都不懂，到处一片灰：每个像素是黑是白，它觉得机会各半。"
        "这样瞎猜，损失是 ln 2 = 0.693；它的损失是 {l}。",
    ),
    "replay_start_mse_long": (
        "It knows nothing yet: grey everywhere, half-way between black and white. Every pixel is "
        "off by about a half, and a half times a half is a quarter; its loss is {l}.",
        "它什么都不懂，到处一片灰，介于黑白之间。每个像素都差了大约一半，一半乘一半是四分之一；"
        "它的损失是 {l}。",
    ),
    "replay_start_log_long": (
        "It knows nothing yet: grey everywhere, half-way between black and white. Its loss is {l}: "
        "the ln 2 = 0.693 of a blind guess, and more for being so far off.",
        "它什么都不懂，到处一片灰，介于黑白之间。它的损失是 {l}：瞎猜本身的 ln 2 = 0.693，"
        "再加上差得太远的部分。",
    ),
    "replay_grey_long": (
        "Still nearly the same grey everywhere. The first steps are small ones.",
        "还是到处差不多的灰。最开始的几步都迈得很小。",
    ),
    "replay_black_long": (
        "Nothing at all: black. What it is given is too unlike what it has learnt so far.",
        "什么也没画，一片黑。交给它的图，和它目前学到的相差太远。",
    ),
    "replay_shade_long": (
        "It has found out where ink is rare: at the edges. But it paints the same whatever digit "
        "it is given.",
        "它发现了哪里少有笔画：边上。可不管给它什么数字，它画的都一样。",
    ),
    "replay_average_long": (
        "An average of all digits. It paints nearly the same whatever it is given: that is the "
        "safest guess as long as it cannot tell digits apart.",
        "所有数字的平均。不管给它什么，它画的都差不多：还分不清数字的时候，这样猜最保险。",
    ),
    "replay_ahead_long": (
        "Nearer to your digit than it will be at the end. The better it learns to copy what it is "
        "given, the more of the noise it copies as well.",
        "现在比训练结束时更接近你的数字。它越学会照着画，连噪声也照着画得越多。",
    ),
    "replay_blur_long": (
        "Now it follows what it is given, but the classifier cannot see your digit in it.",
        "它开始跟着给它的图走了，但识别器还看不出这是你写的数字。",
    ),
    "replay_read_long": (
        "Your digit: the classifier sees the {d}. It is still getting clearer.",
        "是你的数字了：识别器认出了 {d}。它还在变清楚。",
    ),
    "replay_digit_long": (
        "Your digit, nearly as clear as it will be. What is left to learn shows in other digits.",
        "是你的数字，差不多就这么清楚了。剩下要学的，要在别的数字上才看得出来。",
    ),
    "replay_done_long": (
        "Trained to the end. The noisy picture has {w}, this one has {v}: the higher, the nearer "
        "to your clean digit.",
        "训练结束。带噪声的图是 {w}，这张是 {v}：数值越高，离你的数字越近。",
    ),
    "replay_clean_long": (
        "Trained to the end: {v}. It was given your digit without noise, and paints it again from "
        "its code alone.",
        "训练结束：{v}。交给它的是没有噪声的数字，它只凭编码又画了出来。",
    ),
    "replay_misread_long": (
        "Trained to the end. The noisy picture has {w}, this one has {v}, and still the classifier "
        "does not see your digit in it.",
        "训练结束。带噪声的图是 {w}，这张是 {v}，可识别器还是看不出你的数字。",
    ),
    "replay_worse_long": (
        "Trained to the end, and what comes back ({v}) is farther from your digit than the noisy "
        "picture ({w}).",
        "训练结束了，可还原的图（{v}）离你的数字比带噪声的图（{w}）还远。",
    ),
    "replay_never_noise": (
        "In its training it has never met noise.",
        "它在训练中从没见过噪声。",
    ),
    "replay_missing": (
        "The training of this model cannot be shown ({file}). Make its snapshots with: {command}. "
        "The other models keep theirs.",
        "这个模型的训练过程看不了（{file}）。用 {command} 重新生成；其他模型的照常可用。",
    ),
}
