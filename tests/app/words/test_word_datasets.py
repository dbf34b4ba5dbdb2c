"""Word tests as they are handed around, and what is said of files of another form."""

import pytest

from app.exceptions import BadManifest
from app.word_datasets import find_pair_files, read_pairs, read_questions
from models.evaluation.words import Question, RatedPair

QUESTIONS = """: capital-common-countries
Athens Greece Oslo  Norway

: gram1 adjective
\tcalm calmly\tsafe safely
"""


def write(path, text):
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("read", [read_questions, read_pairs])
def test_a_file_that_cannot_be_read_is_named(tmp_path, read):
    with pytest.raises(BadManifest, match=r"nowhere\.txt cannot be read"):
        read(tmp_path / "nowhere.txt")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9 tea 3")
    with pytest.raises(BadManifest, match=r"latin\.txt cannot be read"):
        read(tmp_path / "latin.txt")


@pytest.mark.parametrize("line", ["a b c", "a b c d e", "word"])
def test_an_analogy_of_other_than_four_words_is_named_by_its_line(tmp_path, line):
    path = write(tmp_path / "questions.txt", f": s\na b c d\n\n{line}\n")
    count = len(line.split())
    with pytest.raises(
        BadManifest, match=f"questions.txt, line 4: an analogy is four words, not {count}"
    ):
        read_questions(path)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("tiger cat", "two words and a number"),
        ("tiger cat 7 8", "two words and a number"),
        ("tiger cat much", "'much' is not a number"),
        ("tiger cat 7,35", "'7,35' is not a number"),
        ("tiger cat nan", "'nan' is not a number"),
        ("tiger cat inf", "'inf' is not a number"),
    ],
)
def test_a_rated_pair_of_another_form_is_named_by_its_line(tmp_path, line, says):
    path = write(tmp_path / "pairs.txt", f"book paper 7.46\n\n{line}\n")
    with pytest.raises(BadManifest, match=f"pairs.txt, line 3: .*{says}"):
        read_pairs(path)


def test_questions_have_the_section_above_them(tmp_path):
    path = write(tmp_path / "questions.txt", QUESTIONS)
    assert read_questions(path) == [
        Question("capital-common-countries", "athens", "greece", "oslo", "norway"),
        Question("gram1 adjective", "calm", "calmly", "safe", "safely"),
    ]
    assert read_questions(path, lower=False)[0][1:] == ("Athens", "Greece", "Oslo", "Norway")
    assert read_questions(write(path, "a b c d")) == [Question("", "a", "b", "c", "d")]


def test_pairs_are_parted_by_any_white_space(tmp_path):
    path = write(tmp_path / "pairs.txt", "\ufeffLove\tsex 6.77\n tiger  CAT 7\n")
    assert read_pairs(path) == [RatedPair("love", "sex", 6.77), RatedPair("tiger", "cat", 7.0)]
    assert read_pairs(path, lower=False)[1] == RatedPair("tiger", "CAT", 7.0)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadManifest, match="there is no folder"):
        find_pair_files(tmp_path / "nowhere")


def test_files_of_pairs_are_told_by_their_first_line(tmp_path):
    for name, text in {
        "ws.txt": "love sex 6.77\n",
        "men.txt": "sun\tsunlight\t50.000000\nmore",
        "questions-words.txt": QUESTIONS,
        "licence.txt": "free for all\n",
        "nothing.txt": "",
        "ratings.csv": "a b 3\n",
    }.items():
        write(tmp_path / name, text)
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "folder.txt").mkdir()
    assert [path.name for path in find_pair_files(tmp_path)] == ["men.txt", "ws.txt"]
    (tmp_path / "empty").mkdir()
    assert find_pair_files(tmp_path / "empty") == []
