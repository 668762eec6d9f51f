node-name = Plataforma
role-application = aplicación
role-moderator = moderación
role-administrator = administración
role-data_protection_officer = delegada de protección de datos
nav-overview = Resumen
nav-hits = Coincidencias
nav-user-reports = Denuncias de usuarios
nav-reports = Avisos
crumbs = Dónde está

overview-title = Resumen
overview-uploads = Subidas
overview-open-hits = Coincidencias por revisar
overview-open-user-reports = Denuncias por revisar
reports-filing = Avisos en envío
reports-stuck = Avisos que le esperan
reports-filed = Avisos presentados
reports-withdrawn = Avisos retirados

lists-title = Listas de hashes en uso
lists-none = No hay ninguna lista de hashes en uso
lists-none-advice = Las subidas se guardan, pero no se comparan con nada hasta que administración importe una lista.
list = Lista
list-version = Versión
list-entries = Entradas
list-source = Origen
list-imported = Importada

filter-state = Mostrar
filter-all = Todos
review-open = Por revisar
review-confirmed = Confirmada
review-dismissed = Descartada
state = Estado
state-filing = En envío
state-stuck = Le espera
state-filed = Presentado
state-withdrawn = Retirado

hits-title = Coincidencias
hits-lead = Una coincidencia es un parecido con una lista de hashes. No dice nada de una persona hasta que usted la revise. Aquí no se muestra ningún archivo.
hits-none = Nada que mostrar
hits-none-advice = Las coincidencias nuevas aparecen aquí según llegan las subidas.
hit-heading = Coincidencia { $algorithm } con { $list }
hit-weak = débil
hit-distance = Diferencia
hit-bits = { $bits ->
    [0] ninguna
    [one] un bit
   *[other] { $bits } bits
}
hit-classification = La lista dice
file = Archivo
file-quality = calidad PDQ { $quality }
file-no-pdq = sin hash PDQ: { $reason }
file-uploaded = Se subió
channel-public = público
channel-private = privado
upload = Subida
report = Aviso
decided-by = Decisión de

file-to-open = Abrir el archivo…
viewed-not_viewed = sin abrir
viewed-in_full = abierto entero
decision-reason = Motivo
decision-confirm = Confirmar y avisar
decision-dismiss = Descartar
verdict-confirm = Confirmada
verdict-dismiss = Descartada

user-reports-title = Denuncias de usuarios
user-reports-lead = Lo que los usuarios de la plataforma denuncian. Al confirmar una denuncia se presenta un aviso sobre su subida.
user-reports-none = Nada que mostrar
user-reports-none-advice = Las denuncias nuevas aparecen aquí según llegan.
user-report-by = Denuncia
user-report-reason = En sus palabras
user-report-url = Dirección
user-report-no-upload = ninguna conocida en esa dirección

reports-title = Avisos
reports-none = No hay avisos
reports-none-advice = Un aviso se abre al confirmar una coincidencia o una denuncia.
report-heading = Aviso { $number }
report-heading-unfiled = Aviso aún sin presentar
report-number = Número CyberTipline
report-id = Identificador propio
report-opened = Abierto
report-filed = Presentado
report-preserve = Conservar las pruebas hasta
report-viewed = Archivo visto por una persona
stuck-title = Este aviso no está presentado y le espera
stuck-advice = El centro receptor rechazó una petición o tardó demasiado en contestar. Elimine la causa y envíelo otra vez; nada se presenta dos veces.
stuck-job = El envío terminó con:
stuck-retry = Enviar otra vez

steps-title = Peticiones al centro receptor
steps-none = Aún no se ha enviado ninguna.
step = Petición
step-attempt = Intento
step-sends = Envíos
step-settled = Resuelta
step-answer = Respuesta
step-submit = Apertura
step-upload = Envío del archivo
step-fileinfo = Datos del archivo
step-finish = Cierre
step-state-intended = enviada, sin respuesta aún
step-state-done = hecha
step-state-unknown = resultado desconocido
step-state-gone = abandonada
step-state-refused = rechazada

decisions-title = Decisiones
outcomes = Resultados
outcomes-none = Aún no ha vuelto nada.
outcome-received = recibido el { $at }
outcome-in_inquiry = Forma parte de una investigación
outcome-person_identified = Se identificó a una persona
outcome-closed_with_action = Cerrado con actuación
outcome-closed_without_action = Cerrado sin actuación
outcome-not_an_offence = No es delito
