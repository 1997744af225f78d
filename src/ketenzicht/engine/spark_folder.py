"""Where tables are kept on their way to and from a server: a shared folder, or object storage."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

from ketenzicht.errors import UserError
from ketenzicht.secure_folder import secure_folder


class SparkFolder:
    """A folder of one run, inside the one that was given; on a disk only this user can read it.

    Args:
        given: a path, or an address in the words of the server, such as ``s3a://bucket/folder``.
    """

    def __init__(self, given: Path | str) -> None:
        text = str(given)
        self._is_path = "://" not in text
        whole = str(Path(text).resolve()) if self._is_path else text.rstrip("/")
        self._root = f"{whole}/ketenzicht-{uuid4().hex}"

    def part(self, name: str) -> str:
        """Where a table is kept, as the server says it."""
        return f"{self._root}/{name}"

    def hold(self, path: Path) -> str:
        """Copy a file of this machine here; gives where it is."""
        from pyarrow import fs

        files, root = self._files()
        fs.copy_files(
            str(path.resolve()),
            f"{root}/{path.name}",
            source_filesystem=fs.LocalFileSystem(),
            destination_filesystem=files,
        )
        return self.part(path.name)

    def demand_shared(self, session: Any) -> None:
        """Make the folder, and make sure that the server reads what this machine writes and the other way around.

        Raises:
            UserError: it does not, or others can read the folder.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq
        from pyarrow import fs

        if self._is_path:
            secure_folder(Path(self._root))
        try:
            files, root = self._files()
            files.create_dir(root)
            pq.write_table(pa.table({"seen": [1]}), f"{root}/from-here", filesystem=files)
            read = session.read.parquet(self.part("from-here")).count()
            session.sql("select 1 as seen").write.parquet(self.part("from-there"))
            written = files.get_file_info(fs.FileSelector(f"{root}/from-there"))
        except Exception as error:  # servers and storage have errors of their own
            raise self._not_shared() from error
        if read != 1 or not written:
            raise self._not_shared()

    def remove(self) -> None:
        """Remove all that was kept."""
        from pyarrow import fs

        files, root = self._files()
        if files.get_file_info(root).type == fs.FileType.Directory:
            files.delete_dir(root)

    def _files(self) -> tuple[Any, str]:
        """The storage as Arrow sees it, and the folder in it."""
        from pyarrow import fs

        where = Path(self._root).as_uri() if self._is_path else self._root.replace("s3a://", "s3://", 1)
        files, root = fs.FileSystem.from_uri(where)
        return files, str(root)

    def _not_shared(self) -> UserError:
        return UserError(
            "De rekenserver en deze machine lezen en schrijven niet in dezelfde map.",
            why=f"In {self._root} ziet de een niet wat de ander schrijft.",
            fix="Geef met --engine-folder een gedeelde map of objectopslag waar beide bij mogen.",
        )
