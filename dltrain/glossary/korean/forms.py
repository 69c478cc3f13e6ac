"""What a key takes, and what a table of choices holds, in Korean."""

from __future__ import annotations

FORMS: dict[str, str] = {
    "int": "정수",
    "float": "수",
    "Any": "값",
    "str": "문자열",
    "list": "{}의 목록",
    "mapping": "이름: {} 꼴의 매핑",
    "section": "{} 키가 있는 매핑",
    "open section": "{} 같은 키가 있는 매핑",
    "choice": "{}의 이름이나 type이 있는 매핑",
    "auto or a time such as 30s or 5m": "auto나 30s, 5m 같은 시간",
    "auto, cpu, cuda, cuda:N or mps": "auto, cpu, cuda, cuda:N, mps",
    "the 64 digits of a SHA-256": "SHA-256의 64자리",
    'one character such as ";" or "|"': '";"나 "|" 같은 문자 하나',
    'one ASCII character such as "," or ";" or "\\t"': '",", ";", "\\t" 같은 ASCII 문자 하나',
    "a number of steps, or a percentage such as 5%": "스텝 수나 5% 같은 백분율",
    "an epoch, or a percentage such as 75%": "에포크나 75% 같은 백분율",
    'a name that a folder can have (no / \\ : * ? " < > |, not beginning with a dot)': (
        '폴더 이름이 될 수 있는 이름 (/ \\ : * ? " < > | 없이, 점으로 시작하지 않게)'
    ),
    "sqlite:///FILE, or postgresql://USER@HOST/DATABASE": "sqlite:///파일이나 postgresql://사용자@서버/데이터베이스",
    "environment": "환경",
    "algorithm": "알고리즘",
    "exploration": "탐험",
    "activation": "활성화 함수",
    "augmentation": "데이터 증강",
    "baseline": "비교 모델",
    "column kind": "열의 종류",
    "target kind": "타깃의 종류",
    "ensemble": "앙상블",
    "gradient clip": "기울기 클리핑",
    "initializer": "가중치 초기화",
    "layer": "층",
    "loss": "손실 함수",
    "metric": "평가 지표",
    "noise": "잡음",
    "optimizer": "옵티마이저",
    "reduction": "차원 축소",
    "schedule": "학습률 스케줄",
    "source": "데이터 소스",
    "weight average": "가중치 평균",
    "tokenizer": "토크나이저",
    "tracker": "추적기",
    "the address of a server, such as http://localhost:5000, or sqlite:///FILE": (
        "http://localhost:5000 같은 서버의 주소나 sqlite:///파일"
    ),
}
