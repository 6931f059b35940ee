"""The reader of the pipeline tests: as in earnest but for the second reader, which takes seconds to load and is tested
by itself.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from fiscal.document.engine import open_document
from fiscal.document.opening.opening import prepare
from fiscal.extraction.reader import opened_as, put_together, read_pages
from fiscal.model.reading import Reading
from fiscal.model.reasons import Failure

NAME = f"{__name__}.read"


def read(path: Path) -> Reading | Failure:
    with TemporaryDirectory() as folder:
        prepared = prepare(path, Path(folder))
        if isinstance(prepared, Failure):
            return prepared
        with open_document(prepared.path) as document:
            contents = read_pages(document)
        reading = put_together(contents, contents)
    return opened_as(reading, prepared.doubts, prepared.repairs)
