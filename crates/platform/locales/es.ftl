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
nav-surfaces = Superficies
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
history-near = la misma imagen o una casi idéntica
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

surfaces-title = Superficies
surfaces-lead = Dónde se ven los archivos, si allí los ve cualquiera o solo algunas personas, y con qué base jurídica se comparan con listas de hashes. Lo que se ve en una superficie sin base vigente hoy no se compara; lo que denuncian sus usuarios lo revisan personas igualmente.
surfaces-none = Ninguna superficie tiene base jurídica
surfaces-none-next = Hasta que administración declare una, nada de lo que llega se compara con listas de hashes, y las subidas se rechazan salvo que indiquen que no deben compararse.
derogation-title = Mensajes privados en la Unión Europea
derogation-lapsed = El Reglamento (UE) 2021/1232, prorrogado por el Reglamento (UE) 2024/1307, se aplicó hasta el { $day }: desde entonces no es base para comparar mensajes interpersonales. Si hay otra norma lo dirá la asesoría jurídica; esta página solo guarda lo que se declara.
surface = Superficie
surface-name = Nombre de la superficie
surface-name-hint = De 1 a 64 caracteres entre a-z, 0-9, - y _. Las subidas que no nombran ninguna pertenecen a «public» o «private», según su canal.
basis = Base jurídica
basis-hint = La ley y el artículo, o el contrato, con los que se comparan los archivos vistos aquí.
basis-first-day = Primer día de vigencia
basis-last-day = Último día de vigencia
basis-last-day-hint = Se deja vacío si no tiene fin previsto.
basis-reason = Por qué se declara, o se declara de nuevo
basis-state = Declarar la base jurídica
basis-state-lead = Una declaración sustituye a la anterior, que se puede seguir leyendo. Para poner fin a una base, se declara de nuevo con su último día.
basis-in-force = vigente
basis-not-in-force = no vigente
basis-from = desde el { $day }
basis-until = hasta el { $day }, incluido
basis-open-ended = sin fin previsto
basis-none = Ninguna superficie tiene hoy base jurídica vigente
basis-none-advice = Nada de lo que llega se compara con listas de hashes. Lo que denuncian los usuarios se revisa como antes.

list-heading = Lista de hashes { $list }
list-members = Avalada por
list-nobody = nadie
list-classification = Clase
list-no-class = sin indicar
list-activation = Activa
list-permille = { $permille ->
    [1000] todas las entradas
   *[other] { $permille } de cada 1000 entradas
}
list-left-out = Imágenes que no se comparan
list-none-left-out = ninguna
list-left-out-which = Qué entradas no se comparan como imagen
list-left-out-lead = Coincidirían con imágenes corrientes. Sus demás huellas digitales se comparan igualmente. Se nombran 100 como máximo.
list-entry-no = Entrada { $number }
list-entry = Entrada
left-out-low_quality = de poca calidad
left-out-degenerate = planas o regulares
list-file-digest = SHA-256 del archivo de índice
list-no-file = El archivo de esta lista falta o está dañado
list-no-file-advice = Nada se compara con la lista hasta que administración la importe de nuevo.
list-in-shadow = Esta lista está en sombra
list-in-shadow-advice = Nadie la avala, o no indica ninguna clase. Lo que halla se cuenta aquí y no se presenta a nadie. Para cambiarlo, se importa con sus miembros y una clase.
list-versions = Versiones
list-versions-lead = Primero la más reciente, que es la que se usa
list-shadow = en sombra
list-shadow-hits = En sombra
shadow-hits-title = Lo que halló en sombra
shadow-hits-lead = Las 50 más recientes, sin los archivos: nadie actúa por ellas
withdrawals-title = Hashes retirados
withdrawals-none = Ninguno
withdrawal-stands = retirado
withdrawal-restored = repuesto
withdrawal-hits = { $hits ->
    [0] Ninguna coincidencia se basa en él.
    [one] Una coincidencia se basa en él.
   *[other] { $hits } coincidencias se basan en él.
}
withdrawal-restore = Reponer
withdrawal-restore-question = El hash vuelve a dar coincidencias desde ahora, y desaparecen los avisos en lo que se basa en él.
withdraw-title = Retirar un hash
withdraw-lead = Desde ahora no da coincidencias, ni en esta versión ni en las siguientes, y lo que se basa en él muestra una advertencia. Las decisiones tomadas se mantienen: puede cambiarlas quien las tomó.
withdraw-digest = Huella digital o identificador de la entrada
withdraw-digest-hint = MD5, SHA-1, SHA-256 o PDQ en cifras hexadecimales, un valor calculado por otros, o el nombre que da el origen a la entrada.
withdraw-reason = Por qué
withdraw-button = Retirar el hash
hit-algorithm = Reconocida por
hit-quality = Calidad
hit-quality-of = { $quality } de 100
hit-form = Forma
hit-turned = coincide una forma girada o reflejada de la imagen
hit-as-stored = coincide la imagen tal como es
hit-video = Vídeo
hit-video-percent = Coincide el { $upload } % de los fotogramas de la subida y el { $listed } % de los del vídeo de la lista
hash-withdrawn-title = El hash se ha retirado
hash-withdrawn = El hash en que se basa esta coincidencia se retiró el { $at }. La coincidencia por sí sola ya no es motivo. No se ha cambiado ninguna decisión.
report-hash-withdrawn = Una coincidencia confirmada se basa en un hash de la lista { $list } que se retiró el { $at }. La decisión y el aviso siguen igual: quien decidió puede decidir de nuevo, y quizá haya que informar al centro receptor.
done-basis = La base jurídica queda declarada.
done-withdrawn = El hash queda retirado.
done-restored = El hash queda repuesto.
