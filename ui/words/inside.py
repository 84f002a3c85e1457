"""The words of the room "Inside"."""

WORDS: dict[str, tuple[str, str]] = {
    "room_inside": ("Inside", "里面"),
    "inside_hint": (
        "Every layer of the network, at its true size: one dot for each of its values. Choose a "
        "layer, then one of its maps or numbers, then one of its pixels. In the funnel the arrow "
        "keys move from layer to layer, and up and down from map to map.",
        "网络的每一层都按真实大小画出来：每个值一个点。先选一层，再选其中一张图或一个数，"
        "再选一个像素。在漏斗上，左右方向键换一层，上下方向键换一张图。",
    ),
    "inside_layers": (
        "Layers, from the picture to the restored one",
        "各层，从输入图到还原图",
    ),
    # what is shown
    "inside_show": ("Which picture goes through", "让哪张图通过"),
    "inside_noisy": ("With noise", "带噪声"),
    "inside_clean": ("Clean", "干净的"),
    "inside_difference": ("What noise changes", "噪声改变了什么"),
    "inside_below": ("below zero", "小于零"),
    "inside_above": ("fires", "有响应"),
    "inside_same": ("No noise now: nothing differs.", "现在没有噪声：没有任何差别。"),
    "inside_less": ("less with noise", "有噪声时更小"),
    "inside_more": ("more with noise", "有噪声时更大"),
    # the funnel
    "inside_encoder": ("Encoder", "编码器"),
    "inside_code": ("Code", "编码"),
    "inside_decoder": ("Decoder", "解码器"),
    "inside_maps_of": ("{n} maps of {s} × {s}", "{n} 张 {s} × {s} 的图"),
    "inside_maps_one": ("One map of {s} × {s}", "一张 {s} × {s} 的图"),
    "inside_numbers_of": ("{n} numbers", "{n} 个数"),
    "inside_numbers_one": ("One number", "一个数"),
    "inside_values": ("{n} values", "{n} 个值"),
    # the way
    "inside_follow": ("Follow the picture", "跟着图走"),
    "inside_back": ("The layer before", "上一层"),
    "inside_on": ("The next layer", "下一层"),
    "inside_play": ("Go on", "继续"),
    "inside_pause": ("Pause", "暂停"),
    "inside_end": ("End", "结束"),
    # names of layers
    "inside_name_picture": ("The picture", "输入图"),
    "inside_name_conv": ("Convolution: {n} filters", "卷积：{n} 个滤波器"),
    "inside_name_conv_one": ("Convolution: one filter", "卷积：一个滤波器"),
    "inside_name_pool": ("Pooling: half the side", "池化：边长减半"),
    "inside_name_larger": ("Enlarging to {s} × {s}", "放大到 {s} × {s}"),
    "inside_name_beside": ("Skip connection", "跳跃连接"),
    "inside_name_add": ("Residual: added up", "残差：相加"),
    "inside_name_dense": ("Dense: {n} numbers", "全连接：{n} 个数"),
    "inside_name_dense_one": ("Dense: one number", "全连接：一个数"),
    "inside_name_activation": ("Activation", "激活函数"),
    "inside_name_other": ("Layer", "层"),
    "inside_name_code": ("The code", "编码"),
    "inside_name_logits": ("The picture before the sigmoid", "过 sigmoid 之前的图"),
    "inside_name_restored": ("The restored picture", "还原图"),
    "inside_name_and_does": ("{name}. {does}", "{name}：{does}"),
    # what a layer does
    "inside_does_picture": (
        "784 pixels go in. All that follows is worked out from them.",
        "784 个像素从这里进去，后面的一切都由它们算出来。",
    ),
    "inside_does_conv": (
        "{n} filters of {k} × {k} slide over all maps that come in. Each looks for a pattern of "
        "its own and marks on its map where it finds it.",
        "{n} 个 {k} × {k} 的滤波器在进来的所有图上滑动，各找一种图案，找到了就在自己的图上标出来。",
    ),
    "inside_does_conv_picture": (
        "{n} filters of {k} × {k} slide over the picture. Each looks for a pattern of its own and "
        "marks on its map where it finds it.",
        "{n} 个 {k} × {k} 的滤波器在输入图上滑动，各找一种图案，找到了就在自己的图上标出来。",
    ),
    "inside_does_conv_one": (
        "One filter of {k} × {k} slides over all maps that come in and puts them together to a "
        "picture.",
        "一个 {k} × {k} 的滤波器在进来的所有图上滑动，把它们合成一张图。",
    ),
    "inside_stride": (
        "It moves two pixels at a time, so its maps have half the side.",
        "每次移动两个像素，所以图的边长减半。",
    ),
    "inside_does_pool": (
        "Of each square of {k} × {k} values only the largest is kept: the exact place no longer "
        "matters.",
        "每个 {k} × {k} 的小方块只留最大的值：东西的准确位置不再那么要紧。",
    ),
    "inside_does_larger": (
        "Every value is repeated, so that each map becomes larger. Nothing is learnt here: it "
        "makes room to paint.",
        "把每个值重复几次，让图变大。这里不学任何东西，只是腾出地方来画。",
    ),
    "inside_does_beside": (
        "The encoder's maps come straight here, past the code, and stand beside the decoder's "
        "own. So fine strokes need not be squeezed.",
        "编码器的图绕过编码直接来到这里，和解码器自己的图并排。细小的笔画就不必被压缩了。",
    ),
    "inside_does_add": (
        "What came in two layers earlier is added to what the two convolutions made of it: they "
        "only learn what to change.",
        "把两层之前进来的值，加到这两层卷积算出的结果上：卷积只需学会要改什么。",
    ),
    "inside_does_dense": (
        "Each of its {n} numbers weighs all values of the layer before and adds them up.",
        "这 {n} 个数，每一个都给前一层的所有值加权再求和。",
    ),
    "inside_does_code": (
        "The narrowest place: these {n} values are all that goes on to the decoder.",
        "最窄的地方：只有这 {n} 个值传给解码器。",
    ),
    "inside_does_code_skips": (
        "The deepest maps. Here they are not all that goes on: skip connections carry finer maps "
        "past them.",
        "最深处的图。但传下去的不只是它们：跳跃连接让更细的图绕了过去。",
    ),
    "inside_does_activation": ("Each value is bent by itself.", "每个值各自经过一个函数。"),
    "inside_does_logits": (
        "One value for each pixel, not yet between 0 and 1.",
        "每个像素一个值，还没有限制在 0 到 1 之间。",
    ),
    "inside_does_restored": (
        "The sigmoid presses each value between 0, black, and 1, white: the picture is done.",
        "sigmoid 把每个值压到 0（黑）和 1（白）之间：图就完成了。",
    ),
    "inside_does_other": ("It turns what comes in into something else.", "把进来的值变成别的值。"),
    "inside_relu": ("ReLU turns what is below zero into 0.", "ReLU 把小于零的值变成 0。"),
    "inside_silu": (
        "SiLU almost silences what is below zero.",
        "SiLU 几乎压掉小于零的值。",
    ),
    "inside_woven": (
        "Then four maps at a time are woven into one of twice the side.",
        "然后每四张图交织成一张边长加倍的图。",
    ),
    "inside_line": (
        "{name} · {kind} · {shape} · {parameters} parameters",
        "{name} · {kind} · {shape} · {parameters} 个参数",
    ),
    "inside_idle": (
        "Crossed out: {n} of {m}, which no picture tried changes.",
        "划掉的：{m} 个里有 {n} 个，试过的图片都改变不了它们。",
    ),
    "inside_unused": (
        "Hatched: {n} of {m}, which are not used: the decoder gets 0 instead.",
        "画斜线的：{m} 个里有 {n} 个没有用到，解码器收到的是 0。",
    ),
    # one unit
    "inside_choose_unit": ("Choose a map or a number", "选一张图或一个数"),
    "inside_choose_pixel": ("Choose a pixel of the map", "选图上的一个像素"),
    "inside_map_text": ("Map {i} of {n}, at most {v}", "第 {i} 张图，共 {n} 张，最大 {v}"),
    "inside_number_text": ("Number {i} of {n}: {v}", "第 {i} 个数，共 {n} 个：{v}"),
    "inside_map_title": ("Map {i} of {n}", "第 {i} 张图，共 {n} 张"),
    "inside_only_title": ("Its only map", "唯一的一张图"),
    "inside_number_title": ("Number {i} of {n}: {v}", "第 {i} 个数，共 {n} 个：{v}"),
    "inside_unit_back": ("The one before", "前一个"),
    "inside_unit_on": ("The next one", "后一个"),
    "inside_place": ("Row {r}, column {c}: {v}", "第 {r} 行第 {c} 列：{v}"),
    "inside_fires": ("Its map: click a pixel", "它的图：点一个像素"),
    "inside_over": ("Where it fires", "它在哪里有响应"),
    "inside_filter": ("What it looks for: its filter", "它在找什么：它的滤波器"),
    "inside_filters": (
        "What it looks for: a kernel for each of {n} maps",
        "它在找什么：{n} 张图各有一个卷积核",
    ),
    "inside_weights_picture": (
        "What it looks for: a weight for each pixel",
        "它在找什么：每个像素一个权重",
    ),
    "inside_weights_of": (
        "Its {n} weights",
        "它的 {n} 个权重",
    ),
    "inside_atom": ("What the decoder paints with it", "解码器用它画什么"),
    "inside_atom_weights": (
        "What the decoder makes of it: weights to the next {n}",
        "解码器拿它做什么：通往下 {n} 个的权重",
    ),
    "inside_weights_note": (
        "Orange adds to it, blue takes away.",
        "橙色的加上去，蓝色的减下来。",
    ),
    "inside_no_weights": (
        "This layer has no weights of its own.",
        "这一层没有自己的权重。",
    ),
    "inside_idle_map": (
        "Idle: no picture tried changes this map.",
        "闲置：试过的图片都改变不了这张图。",
    ),
    "inside_idle_number": (
        "Idle: no picture tried changes this number.",
        "闲置：试过的图片都改变不了这个数。",
    ),
    "inside_unused_number": (
        "Not used: the decoder gets 0 instead of this number.",
        "没有用到：解码器收到的是 0，而不是这个数。",
    ),
    "inside_best_symbols": (
        "These drawings of your symbols fire it most",
        "让它响应最强的几张符号",
    ),
    "inside_best": ("These built-in digits fire it most", "让它响应最强的内置数字"),
    "inside_best_one": ("A {d}", "数字 {d}"),
    # one pixel
    "inside_pixel_title": (
        "One pixel: row {r}, column {c} of map {i}",
        "一个像素：第 {i} 张图，第 {r} 行第 {c} 列",
    ),
    "inside_pixel_map": ("One pixel of map {i}", "第 {i} 张图的一个像素"),
    "inside_pixel_number": ("How number {i} comes about", "第 {i} 个数是怎么来的"),
    "inside_pixel_conv": (
        "A filter is one kernel for each map that comes in; each kernel lies on a window of its "
        "map. Value times weight, added up: that is all a convolution does.",
        "一个滤波器对每张输入图各有一个卷积核，每个卷积核盖在那张图的一个窗口上。"
        "值乘以权重，再加起来：卷积做的就是这些。",
    ),
    "inside_pixel_conv_picture": (
        "The kernel lies on a window of the picture. Value times weight, added up: that is all a "
        "convolution does.",
        "卷积核盖在输入图的一个窗口上。值乘以权重，再加起来：卷积做的就是这些。",
    ),
    "inside_pixel_dense": (
        "Each value that comes in times its weight, added up.",
        "每个输入值乘以各自的权重，再加起来。",
    ),
    "inside_pixel_signed": (
        "Choose the noisy or the clean picture to see the multiplications: the network never "
        "computes a difference.",
        "要看乘法，请选带噪声的或干净的图：差值不是网络自己算的。",
    ),
    "inside_pixel_waits": (
        "The multiplications are on their way.",
        "乘法的数据还在路上。",
    ),
    "inside_pixel_pool": (
        "No multiplication here: the largest of the values below it is taken as it is.",
        "这里没有乘法：直接取下面几个值里最大的。",
    ),
    "inside_pixel_larger": (
        "No multiplication here: the value is copied.",
        "这里没有乘法：值是照抄来的。",
    ),
    "inside_pixel_beside": (
        "No multiplication here: the map is handed on as it is.",
        "这里没有乘法：图原样传下去。",
    ),
    "inside_pixel_add": (
        "No multiplication here: the two values at this place are added, then bent by the "
        "activation.",
        "这里没有乘法：同一位置的两个值相加，再过激活函数。",
    ),
    "inside_pixel_activation": (
        "No multiplication here: each value x becomes 1 ÷ (1 + e⁻ˣ).",
        "这里没有乘法：每个值 x 变成 1 ÷ (1 + e⁻ˣ)。",
    ),
    "inside_input": ("Map {i} of the {n} that come in", "输入的第 {i} 张图，共 {n} 张"),
    "inside_input_picture": ("The picture", "输入图"),
    "inside_input_short": ("map {i}", "图 {i}"),
    "inside_input_number": ("number {i}: {v}", "第 {i} 个数：{v}"),
    "inside_input_pixel": ("pixel {r}, {c}: {v}", "像素 {r}, {c}：{v}"),
    "inside_input_back": ("The map that adds more", "贡献更大的图"),
    "inside_input_on": ("The map that adds less", "贡献更小的图"),
    "inside_window": ("what comes in", "输入"),
    "inside_weights": ("weights", "权重"),
    "inside_kernel": ("kernel", "卷积核"),
    "inside_products": ("products", "乘积"),
    "inside_adds_up": ("Together: {v}", "合计：{v}"),
    "inside_each_map": ("What each of {n} maps adds", "{n} 张图各加多少"),
    "inside_each_number": (
        "What each of {n} values adds, the most first",
        "{n} 个值各加多少，大的在前",
    ),
    "inside_rest": ("The other {n} together: {v}", "其余 {n} 个合计：{v}"),
    "inside_sum_of": ("sum of {n} products", "{n} 个乘积之和"),
    "inside_bias": ("bias", "偏置"),
    "inside_before": ("before the activation", "激活之前"),
    "inside_total_sum": ("together", "合计"),
    "inside_after": ("after {f}", "过 {f} 之后"),
    "inside_said": ("the network's own value", "网络自己的值"),
    # a picture as a sum
    "inside_sum": ("The picture is a sum", "图就是一个和"),
    "inside_sum_note": (
        "The decoder has one layer. So it paints {n} pictures, each as strongly as its number "
        "says, one over the other: above what is added, below what there is so far.",
        "解码器只有一层，所以它把 {n} 张图叠在一起，每张的强弱由它的数决定："
        "上面是加进来的，下面是到此为止的图。",
    ),
    "inside_sum_after": ("after the sigmoid", "过 sigmoid 之后"),
    "inside_sum_before": ("before it", "过之前"),
    "inside_sum_bias": ("bias alone", "只有偏置"),
    "inside_sum_step": ("no. {i} × {v}", "第 {i} 个 × {v}"),
    # for engineers
    "inside_summary": (
        "All layers, as model.summary() has them",
        "全部层，和 model.summary() 一样",
    ),
    "inside_col_layer": ("Layer", "层"),
    "inside_col_shape": ("Output shape", "输出形状"),
    "inside_col_parameters": ("Parameters", "参数"),
    "inside_total": ("Total", "合计"),
}
