node-name = Notice board
role-clerk = Clerk
role-administrator = Administrator
nav-board = Board
nav-parts = Parts
board-title = Board
board-empty = No notes yet
board-empty-next = Write the first one below; everybody who may read the board sees it.
board-count = { $count ->
    [one] One note.
   *[other] { $count } notes.
}
board-write = Write a note
board-note = Note
board-note-hint = Ids and places only, no names.
board-send = Put it on the board
column-note = Note
column-noted = Written at
done-noted = The note is on the board.
