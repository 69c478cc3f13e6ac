"""Terms: what is found without answers, and how good it is."""

from __future__ import annotations

from dltrain.glossary.term import term, topic

TOPIC = topic(
    "clusters",
    "군집",
    term(
        "Gaussian mixture, mixture model, mixture of Gaussians",
        "가우시안 혼합, 가우시안 혼합 모델, 혼합 모델",
        en="""
        Rows are taken to come from several normal distributions, each with a mean, a shape and a share of the rows. A row
        belongs to each of them with a probability. Clusters may be long, and overlap, where k-means knows balls alone.
        """,
        ko="""
        행들이 여러 정규 분포에서 나왔다고 본다. 분포마다 평균과 모양과 몫이 있고, 행은 각 분포에 확률로 속한다. k-평균은
        공밖에 모르지만 혼합 모델의 군집은 길쭉하거나 겹쳐도 된다.
        """,
        formula="p(x) = Σ πₖ N(x; μₖ, Σₖ)",
        numbers="shares 0.5, densities 0.3 and 0.1 // 몫 0.5, 밀도 0.3과 0.1: 0.5 · 0.3 + 0.5 · 0.1 = 0.2",
        spec="""
        data: {source: iris}
        model: {type: gaussian_mixture, clusters: 3}
        """,
        lesson="clustering",
        see="k-means, normal distribution, covariance, log_likelihood, bic",
    ),
    term(
        "silhouette score, silhouette coefficient",
        "실루엣 점수, 실루엣 값",
        en="""
        How much nearer a row is to the rows of its own cluster (in the mean a) than to those of the next one (b); the score
        is the mean over the rows. It is 1 where clusters are compact and far apart, and 0 where they touch.
        """,
        ko="""
        한 행이 옆 군집의 행들(평균 거리 b)보다 자기 군집의 행들(평균 거리 a)에 얼마나 더 가까운지이다. 점수는 모든 행의
        평균이다. 군집이 뭉치고 서로 멀면 1, 맞닿으면 0이다.
        """,
        formula="(b − a) / max(a, b)",
        numbers="a = 1, b = 4 // a = 1, b = 4: (4 - 1) / 4 = 0.75",
        spec="metrics: [silhouette]",
        lesson="clustering",
        see="elbow method, clustering, Euclidean distance",
    ),
    term(
        "within-cluster sum of squares, WCSS",
        "군집 내 제곱합, 군집내 제곱합",
        en="""
        The sum of the squared distances of all rows to the centres of their clusters, which scikit-learn calls inertia. It is
        what k-means makes small. It falls with every further cluster, so it cannot tell how many there are.
        """,
        ko="""
        모든 행에서 자기 군집의 중심까지 거리의 제곱을 더한 값이며 scikit-learn은 이너셔(inertia)라고 부른다. k-평균이 줄이는
        값이다. 군집이 늘 때마다 줄어들므로 군집이 몇 개인지는 알려 주지 못한다.
        """,
        formula="Σ ‖x − c‖²",
        numbers="rows 1 and 3, centre 2 // 행 1과 3, 중심 2: (1 - 2)² + (3 - 2)² = 2",
        spec="metrics: [inertia]",
        lesson="clustering",
        see="inertia, k-means, elbow method",
    ),
    term(
        "elbow method, elbow",
        "팔꿈치 방법, 엘보 방법, 팔꿈치",
        en="""
        Drawing the inertia over the number of clusters, and taking the number from which on it falls little. Where no elbow
        can be seen, the silhouette, or the BIC of a mixture, gives one number to go by.
        """,
        ko="""
        군집 수에 따른 이너셔를 그리고, 그때부터 거의 줄지 않는 수를 고르는 것이다. 팔꿈치가 보이지 않으면 실루엣이나 혼합 모델의
        BIC를 보고 고른다.
        """,
        lesson="clustering",
        see="silhouette, within-cluster sum of squares, bic",
    ),
    term(
        "Rand index, adjusted Rand index, ARI",
        "랜드 지수, 조정된 랜드 지수",
        en="""
        Of all pairs of rows, the share that clusters and classes treat alike: both together, or both apart. Adjusted, what
        chance would give is taken off, so that clusters by lot have 0 and those that are the classes have 1.
        """,
        ko="""
        모든 행의 쌍 가운데 군집과 클래스가 똑같이 다루는 쌍, 곧 둘 다 묶거나 둘 다 떼어 놓는 쌍의 비율이다. 조정하면 우연의 몫을
        빼므로 제비로 뽑은 군집은 0, 클래스와 같은 군집은 1이 된다.
        """,
        formula="(agreeing − by chance) / (most − by chance) // (일치 − 우연) / (최대 − 우연)",
        numbers="(8 - 2) / (10 - 2) = 0.75",
        spec="metrics: [adjusted_rand]",
        lesson="clustering",
        see="adjusted_rand, cohen_kappa, clustering",
    ),
)
