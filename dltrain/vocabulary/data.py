"""What other tools call the sources, the kinds of columns, the augmentations and the reductions."""

from __future__ import annotations

SOURCES: dict[str, str] = {
    "iris": "load_iris",
    "wine": "load_wine",
    "digits": "load_digits",
    "diabetes": "load_diabetes",
    "breast_cancer": "load_breast_cancer cancer",
    "moons": "make_moons two_moons half_moons",
    "circles": "make_circles",
    "blobs": "make_blobs gaussian_mixture",
    "csv": "read_csv delimited table",
    "tsv": "read_table tab",
    "parquet": "read_parquet",
    "images": "image_dataset_from_directory ImageDataGenerator flow_from_directory ImageFolder image pictures",
    "text": "text_dataset_from_directory texts txt",
    "{type: idx, path: train-images-idx3-ubyte.gz, labels: train-labels-idx1-ubyte.gz}": "mnist fashion_mnist",
    "npz": "numpy npy arrays",
    "{type: inline, columns: [a, b, y], rows: [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]}": "xor",
    "excel": "read_excel xlsx xls",
    "json_lines": "jsonl ndjson read_ndjson",
    "arrow": "feather ipc read_feather read_ipc",
    "sql": "read_sql database sqlite postgresql",
    "no pickle is ever read; save it as CSV, parquet or npz": "pickle",
    "save it as npz, or as CSV": "hdf5",
    "save it as CSV or parquet": "json dataframe",
    "write images for class folders of pictures, text for class folders of .txt files": "folder directory",
}

COLUMN_KINDS: dict[str, str] = {
    "numeric": "number float float32 float64 int int64 integer continuous real decimal quantitative ratio interval",
    "categorical": "object category set discrete nominal factor enum label class classes onehot",
    "boolean": "bool binary flag logical",
    "datetime": "datetime64 timestamp date time",
    "text": "bag sequence word words sentence free_text",
    "{type: categorical, encoding: embedding}": "embedding",
    "write categorical for labels, text for sentences": "string str",
    "see 'window' under 'data' for series": "timeseries",
    "leave it out: arrays keep their shape": "vector",
    "image": "picture photo img images pictures photos image_path",
    "write categorical, or numeric where the codes are numbers in order": "ordinal",
    "write exclude: [column] under 'data'": "ignore drop skip id",
}

TARGET_KINDS: dict[str, str] = {
    "class": "classification categorical category classes label labels binary multiclass boolean bool enum",
    "value": "regression numeric numerical number continuous float integer real values",
}

AUGMENTATIONS: dict[str, str] = {
    "flip": "RandomFlip horizontal_flip RandomHorizontalFlip hflip mirror",
    "{type: flip, direction: vertical}": "vertical_flip RandomVerticalFlip vflip",
    "rotate": "RandomRotation rotation_range rotation",
    "shift": "RandomTranslation width_shift_range height_shift_range translate translation",
    "crop": "RandomCrop RandomZoom zoom zoom_range RandomResizedCrop",
    "noise": "GaussianNoise",
    "erase": "cutout RandomErasing",
    "write [rotate, shift], or {type: rand_augment, operations: [shear, translate, rotate]}": "RandomAffine",
    "{type: rand_augment, operations: [brightness, contrast, colour]}": (
        "ColorJitter RandomColorJitter color_jitter colour_jitter"
    ),
    "{type: rand_augment, operations: [brightness]}": "brightness RandomBrightness",
    "{type: rand_augment, operations: [contrast]}": "contrast RandomContrast",
    "{type: rand_augment, operations: [shear]}": "shear shear_range RandomShear",
    "rand_augment": "auto_augment AutoAugment autoaugment randaug TrivialAugmentWide trivial_augment AugMix policy",
    "leave it out: pictures are scaled already; see scale under 'data'": "Normalize",
    "leave it out, and write size: 64 in the source": "Resize",
    "leave it out: pictures become numbers by themselves": "ToTensor",
}

REDUCTIONS: dict[str, str] = {
    "svd": "TruncatedSVD singular_value_decomposition lsa",
    "pca": "principal_components principal_component_analysis",
    "there is no discriminant analysis; the nearest is pca": "lda",
    "there is no t-SNE, which cannot encode new rows; the nearest is pca": "tsne",
    "there is no UMAP; the nearest is pca": "umap",
}
