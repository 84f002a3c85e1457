"""Where the methods and the six published networks come from: the sources in "How it works".

Papers are those of the methods that the page speaks of, or that made one of its networks; those of
single steps stand in the docstrings. `words/how.py` says what each is used for.
"""

import html
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A paper or a tutorial.

    Attributes:
        title: in its own language; "" if it has none that we know.
        language: of the title, as HTML's `lang`.
        credit: who wrote it, where and when it came out.
        address: where to read it; "" if that is not known.
        models: keys of the models that are built after it.
    """

    title: str
    credit: str
    address: str = ""
    language: str = "en"
    models: tuple[str, ...] = ()


# The words of `paper_<name>` say what the page takes from it.
PAPERS = {
    "codes": Source(
        "Reducing the Dimensionality of Data with Neural Networks",
        "G. E. Hinton, R. R. Salakhutdinov. Science 313 (2006), 504-507",
        "https://doi.org/10.1126/science.1127647",
    ),
    "denoising": Source(
        "Extracting and Composing Robust Features with Denoising Autoencoders",
        "P. Vincent, H. Larochelle, Y. Bengio, P.-A. Manzagol. ICML 2008",
        "https://doi.org/10.1145/1390156.1390294",
    ),
    "noises": Source(
        "Stacked Denoising Autoencoders: Learning Useful Representations in a Deep Network with a "
        "Local Denoising Criterion",
        "P. Vincent, H. Larochelle, I. Lajoie, Y. Bengio, P.-A. Manzagol. JMLR 11 (2010), "
        "3371-3408",
        "https://www.jmlr.org/papers/v11/vincent10a.html",
    ),
    "ordered": Source(
        "Learning Ordered Representations with Nested Dropout",
        "O. Rippel, M. A. Gelbart, R. P. Adams. ICML 2014",
        "https://arxiv.org/abs/1402.0915",
        models=("ordered_32",),
    ),
    "unet": Source(
        "U-Net: Convolutional Networks for Biomedical Image Segmentation",
        "O. Ronneberger, P. Fischer, T. Brox. MICCAI 2015",
        "https://arxiv.org/abs/1505.04597",
        models=("unet",),
    ),
    "start": Source(
        "Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet "
        "Classification",
        "K. He, X. Zhang, S. Ren, J. Sun. ICCV 2015",
        "https://arxiv.org/abs/1502.01852",
    ),
    "residual": Source(
        "Deep Residual Learning for Image Recognition",
        "K. He, X. Zhang, S. Ren, J. Sun. CVPR 2016",
        "https://arxiv.org/abs/1512.03385",
    ),
    "pixels": Source(
        "Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel "
        "Convolutional Neural Network",
        "W. Shi, J. Caballero, F. Huszár, J. Totz, A. P. Aitken, R. Bishop, D. Rueckert, Z. Wang. "
        "CVPR 2016",
        "https://arxiv.org/abs/1609.05158",
    ),
    "averages": Source(
        "Averaging Weights Leads to Wider Optima and Better Generalization",
        "P. Izmailov, D. Podoprikhin, T. Garipov, D. Vetrov, A. G. Wilson. UAI 2018",
        "https://arxiv.org/abs/1803.05407",
        models=("ordered_32",),
    ),
    "adam": Source(
        "Adam: A Method for Stochastic Optimization",
        "D. P. Kingma, J. Ba. ICLR 2015",
        "https://arxiv.org/abs/1412.6980",
    ),
    "calibration": Source(
        "On Calibration of Modern Neural Networks",
        "C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger. ICML 2017",
        "https://arxiv.org/abs/1706.04599",
    ),
    "map": Source(
        "UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction",
        "L. McInnes, J. Healy, J. Melville. 2018",
        "https://arxiv.org/abs/1802.03426",
    ),
    "ssim": Source(
        "Image Quality Assessment: From Error Visibility to Structural Similarity",
        "Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli. IEEE Transactions on Image "
        "Processing 13 (2004), 600-612",
        "https://doi.org/10.1109/TIP.2003.819861",
    ),
    "tv": Source(
        "Nonlinear Total Variation Based Noise Removal Algorithms",
        "L. I. Rudin, S. Osher, E. Fatemi. Physica D 60 (1992), 259-268",
        "https://doi.org/10.1016/0167-2789(92)90242-F",
    ),
    "nlm": Source(
        "A Non-Local Algorithm for Image Denoising",
        "A. Buades, B. Coll, J.-M. Morel. CVPR 2005",
        "https://doi.org/10.1109/CVPR.2005.38",
    ),
    "mnist": Source(
        "Gradient-Based Learning Applied to Document Recognition",
        "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner. Proceedings of the IEEE 86 (1998), 2278-2324",
        "https://doi.org/10.1109/5.726791",
    ),
}

# The words of `tutorial_<name>` say what it is.
TUTORIALS = {
    "smallest": Source("", "", models=("dense_16",)),
    "course": Source(
        "自动编码器-特征提取和降噪",
        "github.com/yanjiusheng2018/dlt",
        "https://github.com/yanjiusheng2018/dlt",
        "zh",
        ("dense_32", "conv_4x4x8"),
    ),
    "denoising": Source(
        "TensorFlow实现卷积自编码器对图像进行去噪",
        "blog.csdn.net/qq_34464926/article/details/80936150 (CC BY-SA 4.0)",
        "https://blog.csdn.net/qq_34464926/article/details/80936150",
        "zh",
        ("conv_4x4x8", "denoise_4x4x16"),
    ),
    "restoring": Source("", "", models=("restore_3x3", "restore_5x5")),
}


def markup(kind: str) -> str:
    """The items of a list in HTML.

    Args:
        kind: "paper" or "tutorial".
    """
    table = {"paper": PAPERS, "tutorial": TUTORIALS}[kind]
    return "".join(f"<li>{_item(kind, name, source)}</li>" for name, source in table.items())


def of_model(key: str) -> str:
    """The sources of a model as such items; "" if none is named here."""
    return "".join(
        f"<li>{_item(kind, name, source)}</li>"
        for kind, table in (("tutorial", TUTORIALS), ("paper", PAPERS))
        for name, source in table.items()
        if key in source.models
    )


def _item(kind: str, name: str, source: Source) -> str:
    about = f'<span data-t="{kind}_{name}"></span>'
    if not source.title:
        return about
    title = html.escape(source.title)
    if source.address:
        address = html.escape(source.address)
        title = f'<a href="{address}" target="_blank" rel="noopener">{title}</a>'
    cited = f'<cite lang="{source.language}">{title}</cite>'
    return f"{about} {cited} <cite>{html.escape(source.credit)}</cite>"
