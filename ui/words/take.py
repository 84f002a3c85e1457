"""The words of "Python": a model to take home."""

WORDS: dict[str, tuple[str, str]] = {
    "take": ("Python", "Python 代码"),
    "take_hint": (
        "This network as a Python script, to take home",
        "把这个网络的 Python 代码带回家",
    ),
    "take_title": ("{name} in Python", "{name}：Python 代码"),
    "take_lead": (
        "A Keras script that stands alone: it builds this network layer by layer, restores ten "
        "digits and draws them. With the weights beside it, it restores as this page does; without "
        "them it trains first.",
        "一份独立的 Keras 脚本：逐层搭出这个网络，还原十个数字并画成图。"
        "旁边放上权重，还原结果就和本页一样；没有权重，它会先训练。",
    ),
    "take_making": ("Writing the script …", "正在生成代码……"),
    "take_copy": ("Copy script", "复制代码"),
    "take_by_hand": (
        "Your browser does not let the page copy. The script is marked: press Ctrl+C (⌘C on a "
        "Mac).",
        "浏览器不让网页复制。代码已选中，请按 Ctrl+C（Mac 上按 ⌘C）。",
    ),
    # the files
    "take_script": ("Script", "脚本"),
    "take_notebook": ("Notebook", "笔记本（Notebook）"),
    "take_weights": ("Weights for Keras", "Keras 权重"),
    "take_light": ("Without Keras", "不用 Keras"),
    "take_light_lead": (
        "The file that this page runs, and a few lines that use it. They need ai-edge-litert "
        "and NumPy only.",
        "本页运行的模型文件，和几行用它的代码。只需要 ai-edge-litert 和 NumPy。",
    ),
    "take_litert": ("LiteRT file", "LiteRT 文件"),
    "take_litert_script": ("Lines that use it", "用它的几行代码"),
}
