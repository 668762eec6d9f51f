node-name = Plataforma
role-application = aplicación
role-moderator = moderación
role-administrator = administración
role-data_protection_officer = delegada de protección de datos
nav-overview = Resumen
nav-hits = Coincidencias
nav-user-reports = Denuncias de usuarios
nav-reports = Avisos
nav-hash-lists = Listas de hashes
nav-my-openings = Lo que he abierto
crumbs = Dónde está

overview-title = Resumen
overview-waiting = Lo que espera
overview-waiting-lead = Primero lo más antiguo, cinco de cada tipo como máximo
overview-what = Qué
overview-since = Espera desde
overview-age = Antigüedad
overview-nothing = No espera nada
overview-nothing-next = Las coincidencias y denuncias nuevas aparecen aquí según llegan. Lo presentado está en
overview-figures = Cifras
overview-refused = Avisos rechazados por el centro receptor
overview-filed-today = Avisos presentados hoy
overview-outcomes = Avisos según su último resultado
waiting-hit = Coincidencia por revisar
waiting-user-report = Denuncia por revisar
waiting-stuck = Aviso sin presentar
age-minutes = { $count ->
    [one] un minuto
   *[other] { $count } minutos
}
age-hours = { $count ->
    [one] una hora
   *[other] { $count } horas
}
age-days = { $count ->
    [one] un día
   *[other] { $count } días
}
overview-uploads = Subidas
overview-open-hits = Coincidencias por revisar
overview-open-user-reports = Denuncias por revisar
left-stuck = Avisos atascados, sin presentar
left-hits = Coincidencias por revisar
left-user-reports = Denuncias por revisar
left-found = Coincidencias encontradas desde entonces
reports-filing = Avisos en envío
reports-stuck = Avisos que le esperan
reports-filed = Avisos presentados
reports-withdrawn = Avisos retirados

lists-title = Listas de hashes
lists-lead = Todas las versiones importadas, de dónde vienen y cuántas coincidencias encontraron. De cada lista se usa la versión más reciente.
lists-import = Administración importa una versión mediante la API:
list-in-use = En uso
list-used = en uso
list-replaced = sustituida
list-hits = Coincidencias halladas
list-imported-by = Importada por
list-digest = SHA-256 de las entradas
lists-none = No hay ninguna lista de hashes en uso
lists-none-advice = Las subidas se guardan, pero no se comparan con nada hasta que administración importe una lista.
list = Lista
list-version = Versión
list-entries = Entradas
list-source = Origen
list-imported = Importada

filter-state = Mostrar
filter-all = Todos
filter-outcome = Último resultado
filter-any-outcome = Cualquier resultado
queue-start = Empezar por la más antigua
review-open = Por revisar
review-confirmed = Confirmada
review-dismissed = Descartada
review-all = Todas
state = Estado
state-filing = En envío
state-stuck = Le espera
state-filed = Presentado
state-withdrawn = Retirado

hits-title = Coincidencias
hits-lead = Una coincidencia es un parecido con una lista de hashes. No dice nada de una persona hasta que alguien la revise. Aquí no se muestra ningún archivo.
hits-none = Nada que mostrar
hits-none-advice = Mostrar también las decididas
hits-search = Lista, huella digital o identificador
hit-title = Qué coincidió
hit-found = Hallada
hit-match = Tipo
hit-exact = Exacta: las huellas digitales son iguales
hit-near = Aproximada: al programa las imágenes le parecen iguales, y pueden ser distintas
hit-weak-note = Solo MD5 habla a favor, o una huella más fuerte habla en contra.
hit-list-version = versión { $version }
hit-id = Coincidencia
item-hits = Coincidencia
item-user-reports = Denuncia de usuario
item-lead = Del archivo no se muestra nada si no se pide, y se puede decidir sin verlo.
item-before = Volver al elemento anterior
item-next = Siguiente sin decidir
item-to-decision = Ir a la decisión
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
file-size = Tamaño en bytes
channel = Canal
channel-public = público
channel-private = privado
upload = Subida
upload-id = Identificador
upload-received = Recibida
upload-born = Fecha de nacimiento declarada por el titular
upload-erased = Lo que se declaró de esta subida está suprimido. Sus huellas digitales se conservan: son de un archivo, no de una persona.
look-title = El archivo
look-open = Ver el archivo
history-title = Decidido antes
history-lead = Otras subidas; solo números, nada de las personas implicadas.
history-of = Otras subidas de
history-uploads = Subidas
history-content = los mismos bytes
history-account = la misma cuenta
others-title = Otras coincidencias de esta subida
would-say = Qué diría el aviso si se confirma
content-heading = Lo que dice
content-title = Qué dice el aviso
content-lead = Calculado ahora a partir de lo almacenado y de la configuración actual (servicio y quien avisa). Por mirarlo no se envía nada.
content-link = Qué dice el aviso, como datos y como XML
content-erased = Lo que decía este aviso está suprimido
content-erased-next = El plazo de la subida terminó y dos personas la suprimieron. Quedan el número, los pasos y los resultados del aviso.
said-incident = Hecho
said-type = Tipo
said-service = Servicio
said-uploaded = Subido, según se declara
said-url = Dirección en la plataforma
said-account = Cuenta avisada
said-identifier = Cuenta
said-screen-name = Nombre de usuario
said-display-name = Nombre visible
said-email = Correo electrónico
said-phone = Teléfono
said-born = Fecha de nacimiento
said-address = Dirección IP
said-port = puerto { $port }
said-device = Dispositivo
said-file = Archivo
said-file-name = Nombre del archivo
said-viewed = Visto entero por una persona nuestra
said-public = Accesible al público
said-grounds = Fundamento
said-yes = sí
said-no = no
said-reporter = Quién avisa
said-name = Nombre
said-legal = Condiciones legales
said-xml = XML para { $path }
said-not-given = En el XML, el número 0 y un identificador de archivo vacío ocupan el lugar de lo que el centro receptor aún no ha dado.
report = Aviso
decided-by = Decisión de

file-to-open = Abrir el archivo…
viewed-not_viewed = sin abrir
viewed-in_full = abierto entero
decision-reason = Motivo
decision-title = Decisión
decision-hint = Para el registro: qué se ha comparado. Lo leen otras personas de moderación.
decision-filed = El aviso está presentado: aquí ya no puede decidirse nada.
decision-again = Ya está decidido. Una decisión nueva ocupa su lugar; la anterior queda en el registro.
decision-no-upload = No se conoce ninguna subida en esa dirección, así que no hay nada de qué avisar.
decision-confirm = Confirmar y avisar
decision-dismiss = Descartar
verdict-confirm = Confirmada
verdict-dismiss = Descartada
done-confirm = El elemento anterior está confirmado. Su aviso va de camino al centro receptor; hasta que se presente, la decisión puede cambiarse.
done-dismiss = El elemento anterior está descartado. La decisión puede cambiarse en su página.
done-retry = El aviso va de camino otra vez.

user-reports-title = Denuncias de usuarios
user-reports-lead = Lo que los usuarios de la plataforma denuncian. Al confirmar una denuncia se presenta un aviso sobre su subida.
user-reports-none = Nada que mostrar
user-reports-none-advice = Mostrar también las decididas
user-report-by = Denuncia
user-reports-search = Identificador de la denuncia o de la subida
user-report-title = Lo denunciado
user-report-received = Recibida
user-report-id = Identificador
user-report-reason = En sus palabras
user-report-url = Dirección
user-report-no-upload = ninguna conocida en esa dirección

reports-title = Avisos
reports-none = No hay avisos
reports-none-advice = Un aviso se abre al confirmar una coincidencia o una denuncia: ir a las coincidencias
report-heading = Aviso { $number }
report-heading-unfiled = Aviso aún sin presentar
report-number = Número CyberTipline
reports-search = Número o identificador
report-last-step = Última petición
report-receipt = Código de recibo
report-outcome = Último resultado
report-outcome-at = Resultado recibido
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
step-times = Intento { $attempt }, { $sends ->
    [one] enviada una vez.
   *[other] enviada { $sends } veces.
}
step-receipt = Código de recibo { $code }.
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
decisions-none = Nadie ha decidido aún.
outcomes = Resultados
outcomes-none = Aún no ha vuelto nada.
outcome-received = recibido el { $at }
outcome-in_inquiry = Forma parte de una investigación
outcome-person_identified = Se identificó a una persona
outcome-closed_with_action = Cerrado con actuación
outcome-closed_without_action = Cerrado sin actuación
outcome-not_an_offence = No es delito
