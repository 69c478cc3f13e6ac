"""What was found without answers: clusters and components."""

from __future__ import annotations

TABLE: dict[str, tuple[str, str]] = {
    "heading.clusters": ("The clusters", "군집"),
    "heading.components": ("The components", "성분"),
    "clusters.cluster": ("cluster", "군집"),
    "clusters.clusters": ("clusters", "군집"),
    "clusters.column": ("column", "열"),
    "clusters.component": ("component", "성분"),
    "clusters.inertia": ("inertia", "이너셔"),
    "clusters.silhouette": ("silhouette", "실루엣"),
    "clusters.bic": ("BIC", "BIC (베이즈 정보 기준)"),
    "clusters.plane": (
        "The training rows in a plane, by their clusters and, where a target is named, by what is known of them; crosses are the "
        "centres. Of more than two numbers the plane is that of the first two principal components.",
        "훈련 행을 평면에 놓은 그림. 군집별로, 타깃이 있으면 타깃별로도 색칠했다. 십자는 중심이다. 수가 둘보다 많으면 처음 두 "
        "주성분의 평면이다.",
    ),
    "clusters.means": (
        "How many rows each cluster has, and the mean of each column in it, in the column's own unit; of a category the share "
        "of rows that have it.",
        "군집마다 행이 몇 개인지, 그리고 열마다의 평균(열 자신의 단위). 범주는 그 값을 가진 행의 비율이다.",
    ),
    "clusters.classes": (
        "The training rows of each {column} in each cluster. It was not learned from.",
        "군집마다 {column}별 훈련 행의 수. 훈련에는 쓰이지 않았다.",
    ),
    "clusters.elbow": (
        "Fits of other numbers of clusters to {rows} training rows; the dashed line is at the number that was kept.",
        "훈련 행 {rows}개를 다른 군집 수로 맞춰 본 결과. 점선이 쓰인 군집 수이다.",
    ),
    "components.component": ("component", "성분"),
    "components.rows": ("rows", "행"),
    "components.each": ("each", "각각"),
    "components.all_up_to_it": ("all up to it", "그것까지 모두"),
    "components.share_of_the_variance": ("share of the variance", "분산의 비율"),
    "components.share_of_variance": ("share of the variance", "분산의 비율"),
    "components.plane": (
        "The training rows in the plane of the first two components",
        "처음 두 성분의 평면에 놓은 훈련 행",
    ),
    "components.scree": (
        "The training rows in the plane of the first two components, and what share of the variance each component has. "
        "Those up to the dashed line were kept.",
        "처음 두 성분의 평면에 놓은 훈련 행과, 성분마다 분산의 몇 %를 담는지. 점선까지의 성분을 남겼다.",
    ),
    "components.loading": ("loadings of component", "적재값: 성분"),
    "components.loadings": (
        "How much of each column goes into a component: the largest loadings of the first ones.",
        "각 열이 성분에 얼마나 들어가는지. 첫 성분들의 가장 큰 적재값이다.",
    ),
    "components.column": ("column", "열"),
    "components.table": ("All loadings", "모든 적재값"),
    "asked.groups": (
        "Asked: put the rows of {source} together that are alike ({features}).",
        "과제: {source}에서 서로 닮은 행을 묶기({features}).",
    ),
}
