"""Where a server keeps tables meanwhile: a shared folder, or object storage."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

from ketenzicht.errors import UserError


class Folder:
    """A folder of this run's own inside the one that was given.

    Args:
        given: a path, or an address such as ``s3a://bucket/folder`` in the words of the server.
    """

    def __init__(self, given: Path | str) -> None:
        text = str(given)
        whole = text if "://" in text else str(Path(text).resolve())
        self._root = f"{whole.rstrip('/')}/ketenzicht-{uuid4().hex}"

    def part(self, name: str) -> str:
        """Where a table is kept, as the server says it."""
        return f"{self._root}/{name}"

    def hold(self, path: Path) -> str:
        """Copy a file of this machine here; gives where it is."""
        from pyarrow import fs

        files, root = self._files()
        files.create_dir(root)
        fs.copy_files(
            str(path.resolve()),
            f"{root}/{path.name}",
            source_filesystem=fs.LocalFileSystem(),
            destination_filesystem=files,
        )
        return self.part(path.name)

    def demand_seen_by(self, session: Any) -> None:
        """Make sure that the server reads what this machine writes, and the other way around.

        Raises:
            UserError: it does not.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq
        from pyarrow import fs

        files, root = self._files()
        try:
            files.create_dir(root)
            pq.write_table(pa.table({"seen": [1]}), f"{root}/from-here", filesystem=files)
            there = session.read.parquet(self.part("from-here")).count()
            session.sql("select 1 as seen").write.parquet(self.part("from-there"))
            here = len(files.get_file_info(fs.FileSelector(f"{root}/from-there")))
        except Exception as error:  # each client and storage has errors of its own
            raise _unseen(self._root) from error
        if there != 1 or here == 0:
            raise _unseen(self._root)

    def remove(self) -> None:
        """Remove all that was kept."""
        files, root = self._files()
        files.delete_dir(root)

    def _files(self) -> tuple[Any, str]:
        from pyarrow import fs

        where = self._root.replace("s3a://", "s3://", 1)
        files, root = fs.FileSystem.from_uri(where if "://" in where else Path(where).as_uri())
        return files, str(root)


def _unseen(root: str) -> UserError:
    return UserError(
        "De rekenserver en deze machine lezen en schrijven niet in dezelfde map.",
        why=f"In {root} ziet de een niet wat de ander schrijft.",
        fix="Gebruik een gedeelde map of objectopslag, en geef die met --engine-folder.",
    )
