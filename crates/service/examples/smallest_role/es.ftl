node-name = Tablón de avisos
role-clerk = Administrativa
role-administrator = Administración
nav-board = Tablón
nav-parts = Piezas
board-title = Tablón
board-empty = Aún no hay notas
board-empty-next = Escriba la primera aquí abajo; la verá quien pueda leer el tablón.
board-count = { $count ->
    [one] Una nota.
   *[other] { $count } notas.
}
board-write = Escribir una nota
board-note = Nota
board-note-hint = Solo identificadores y lugares, sin nombres.
board-send = Ponerla en el tablón
column-note = Nota
column-noted = Escrita
done-noted = La nota está en el tablón.
