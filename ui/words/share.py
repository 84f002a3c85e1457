"""The words of "Share and keep", and of "Python", a model to take home."""

WORDS: dict[str, tuple[str, str]] = {
    "share": ("Share", "分享"),
    "share_title": ("Share and keep", "分享与保存"),
    "share_close": ("Close", "关闭"),
    # the link
    "share_link": ("A link to this picture", "这一幕的链接"),
    "share_link_lead": (
        "Whoever opens it sees your drawing with the same model and the same noise. It is in "
        "the link itself; no server keeps it.",
        "打开链接的人，会看到你的画、同一个模型、同样的噪声。画就在链接里，不会留在服务器上。",
    ),
    "share_field": ("The link", "链接"),
    "share_copy": ("Copy link", "复制链接"),
    "share_send": ("Send …", "发送……"),
    "share_making": ("Making the link …", "正在生成链接……"),
    "share_copied": ("Copied.", "已复制。"),
    "share_by_hand": (
        "Your browser does not let the page copy. It is marked: press Ctrl+C (⌘C on a Mac).",
        "浏览器不让网页复制。内容已选中，请按 Ctrl+C（Mac 上按 ⌘C）。",
    ),
    "link_damaged": (
        "This link is incomplete or has been changed. Here is the page's own digit instead.",
        "这个链接不完整，或被改动过。这里显示的是本页自己的数字。",
    ),
    "link_too_long": (
        "This drawing is too long for a link. Make it simpler, or keep it as a picture below.",
        "画得太多，一个链接装不下。请画得简单些，或者在下面存成图片。",
    ),
    "link_own_model": (
        "A link cannot carry a network that you have trained. Choose another model to share.",
        "你自己训练的网络没法放进链接，请换一个模型再分享。",
    ),
    # on another page
    "share_embed": ("Put it on a web page", "嵌入网页"),
    "share_embed_lead": (
        "Paste this code into a page of yours: it shows this picture, without what is unticked "
        "above. The height fits a frame of 700 pixels or more in width; a narrower one stands in "
        "one column and scrolls. The server has to allow your site (AE_FRAME_ANCESTORS).",
        "把这段代码贴进你的网页，那里就会显示这一幕，上面取消勾选的内容不出现。"
        "这个高度适合 700 像素以上的宽度；更窄时内容排成一列，可以滚动。"
        "服务器要允许你的网站嵌入（AE_FRAME_ANCESTORS）。",
    ),
    "embed_field": ("The code", "代码"),
    "embed_height": ("Height", "高度"),
    "embed_copy": ("Copy code", "复制代码"),
    # files
    "share_keep": ("Keep it", "保存"),
    "share_png": ("Picture (PNG)", "图片（PNG）"),
    "share_json": ("All numbers (JSON)", "全部数据（JSON）"),
    "share_keep_lead": (
        "The picture is ready for slides: all four images, the scores and the code. The numbers "
        "are for a program of your own.",
        "图片可以直接放进幻灯片：四幅图、分数和编码都在（图中文字是英文）。"
        "数据可以用自己的程序来读。",
    ),
    "share_saving": ("Making the file …", "正在生成文件……"),
    "share_saved": ("Saved as {name}.", "已保存为 {name}。"),
    "root_path": (
        "This page is at {here}, but its server takes {root} for its address. Whoever runs it: "
        "set GRADIO_ROOT_PATH, and the proxy's headers, as docs/hosting.md says.",
        "本页在 {here}，而服务器以为自己在 {root}。请运行它的人按 docs/hosting.md 设置 "
        "GRADIO_ROOT_PATH 和代理的请求头。",
    ),
    # for teachers
    "share_teachers": ("For teachers: leave things out", "给老师：隐藏部分内容"),
    "share_teachers_lead": (
        "What you untick is missing from the page that your link opens, so that a class looks at "
        "one thing. It is no secret: without the link, the page has it all.",
        "取消勾选的内容，用你的链接打开时就不会出现，全班可以专心看一样东西。这不是保密："
        "不用这个链接打开，页面还是完整的。",
    ),
    "share_controls": ("Parts", "各部分"),
    "part_head": ("Title and buttons", "标题和按钮"),
    "part_draw": ("Drawing pad", "手写板"),
    "part_pictures": ("Pictures and result", "图片和结果"),
    "part_tabs": ("Tabs", "标签页"),
    "part_model": ("Choosing a model", "选择模型"),
    "part_noise": ("Kinds of noise, new noise", "噪声种类和换噪声"),
    "part_level": ("Level", "强度"),
    "part_pens": ("Scribble and eraser", "乱涂和橡皮"),
    "part_samples": ("Sample digits", "样本数字"),
    "part_upload": ("Uploading", "上传图片"),
    "share_all": ("This page was opened with parts left out.", "打开本页的链接隐藏了一部分内容。"),
    "share_show_all": ("Show everything", "全部显示"),
    # "Python": a model to take home
    "take": ("Python", "Python 代码"),
    "take_hint": (
        "This network as a Python script, to take home",
        "把这个网络的 Python 代码带回家",
    ),
    "take_title": ("{name} in Python", "{name}：Python 代码"),
    "take_lead": (
        "A Keras script that stands alone: it builds this network layer by layer, restores ten "
        "pictures and draws them. With the weights beside it, it restores as this page does; "
        "without them it trains first.",
        "一份独立的 Keras 脚本：逐层搭出这个网络，还原十张图并画出来。"
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
    "take_pictures": ("Pictures of the symbols", "符号的图片"),
    "take_light": ("Without Keras", "不用 Keras"),
    "take_light_lead": (
        "The file that this page runs, one picture at a time, and a few lines that use it. They "
        "need ai-edge-litert and NumPy only.",
        "本页运行的模型文件（一次一张图），和几行用它的代码。只需要 ai-edge-litert 和 NumPy。",
    ),
    "take_litert": ("LiteRT file", "LiteRT 文件"),
    "take_litert_script": ("Lines that use it", "用它的几行代码"),
}
