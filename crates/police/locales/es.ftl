# La policía en español. Las claves están en las dos lenguas; una prueba las compara.
node-name = Policía
role-clearinghouse = centro receptor
key-may-clearinghouse = Entrega paquetes y notificaciones. Lo que no lleva la firma de un remitente conocido se rechaza: quien robe la clave solo podría dar trabajo al nodo. No lee nada.
role-inspector = inspector
role-provincial_officer = agente provincial
role-administrator = administrador
role-registry = registro
role-data_protection_officer = delegado de protección de datos
role-welfare_officer = responsable de bienestar

nav-referrals = Remisiones
nav-reports = Avisos
nav-subjects = Sujetos
nav-disclosures = Requerimientos
nav-persons = Personas
nav-operations = Operaciones
nav-assignments = Encargos
nav-reveals = Datos mostrados
nav-group-inquiry = Investigación
nav-group-persons = Personas
nav-group-proceedings = Diligencias

home-title = Policía
home-lead = De una remisión a una persona, y hasta donde la ley permite.

referrals-title = Remisiones
referrals-lead = Paquetes firmados por los centros receptores. Nada de un paquete cuenta antes de comprobar todos sus resúmenes.
referrals-none = Todavía no ha llegado ningún paquete.
referral = Remisión
sender = Remitente
received-at = Recibido
reports = Avisos
package-digest = SHA-256 del paquete
conveyed-by = por conducto de { $name }
recipient-title = Clave para los remitentes
recipient-lead = Los paquetes para este nodo se sellan con esta clave pública, número { $id }. Désela al remitente por dos vías que no dependan una de otra, o comparen el número por teléfono.
upload-title = Tomar un paquete de un archivo
upload-file = Paquete (.sealed)
upload-hint = El archivo se verifica antes de guardar nada. El mismo archivo dos veces se guarda una.
upload-send = Verificar y tomar

reports-title = Avisos
reports-of-referral = De la remisión { $referral }.
show-all = Mostrar todos
reports-none = No hay avisos.
report-number = Aviso
report-title = Aviso { $number }
reporting-party = Quién avisa
incident-type = Tipo de incidente
incident-time = Momento del incidente
country = País
detection-basis = Base de la detección
detection-basis-none = el centro no indica ninguna
original-digest = SHA-256 del original
unknown-elements = { $count ->
    [one] Un elemento del original nos es desconocido y se conserva tal cual.
   *[other] { $count } elementos del original nos son desconocidos y se conservan tal cual.
}
feedback = Comunicado al centro receptor
feedback-none = nada todavía
feedback-in_inquiry = en investigación
feedback-person_identified = persona identificada
feedback-closed_with_action = cerrado con actuación
feedback-closed_without_action = cerrado sin actuación
feedback-not_an_offence = no es delito

account-without-identifier = Cuenta sin identificador
account-id = Nuestro identificador
screen-names = Nombres de usuario
display-names = Nombres mostrados
emails = Correos electrónicos
phones = Teléfonos
devices = Dispositivos
oddities = Dice poco
oddity-identifies_nobody = no identifica a nadie: un relleno, o no es lo que dice ser
oddity-mailbox_of_many = buzón de varios, por su nombre
oddity-first_of_january = uno de enero: a menudo lo que rellena un formulario
oddity-no_at_sign = no es una dirección de correo: le falta la @
oddity-unlikely_birth = quien naciera entonces tendría más de 110 años
oddity-birth_after_act = posterior a un hecho de la cuenta
oddity-impossible_birth = nadie pudo nacer entonces
oddity-other_encoding = leído en otra codificación que la de origen
stated-birth-dates = Fecha de nacimiento declarada
stated-only = (lo declara la propia cuenta; no prueba nada)
accounts = Cuentas

acts = Hechos
act-time = Momento, y según el aviso
connection = Conexión
port = puerto { $port }
no-connection = sin dirección para este hecho
other-connections = Otras conexiones
other-connections-note = No son de una subida con fecha y, por tanto, de ningún hecho. Desde el día indicado los operadores pueden borrar los datos. Por lo que figura también entre los inicios de sesión y otros sucesos se puede requerir.
connection-Login = inicio de sesión
connection-Registration = alta de la cuenta
connection-Purchase = compra
connection-Upload = subida
connection-Other = otra cosa
connection-Unknown = no se sabe qué
events = Inicios de sesión y otros sucesos
events-note = Dónde se vieron además las cuentas, por sucesos con fecha que no son hechos: por ellos no se juzga la edad de nadie ni entran en ningún expediente. Se puede requerir a los operadores quién tenía la dirección, como por un hecho.
event-time = Momento, y según el aviso
event-kind = Durante
event-lapsed = puede estar ya borrada
shared-by-many = compartida por muchos abonados: decide el puerto
file = Archivo
cluster = grupo
evidence-clock = Puede borrarse desde
evidence-clock-note = Los operadores conservan los datos de conexión doce meses ({ $source }); desde el día indicado pueden borrarlos.
evidence-clock-none = No se conoce ninguna norma que diga cuánto conservan los datos de conexión los operadores del país de este nodo: no se indica ningún día y no hay alertas.
not-asked = sin requerir
asked = requerido
all-asked = todo está requerido
subscribers = Abonado de la línea
installation = Instalación
no-installation = sin domicilio de instalación (móvil)
billing-address = facturas a
not-identified = sin identificar

subjects-title = Sujetos
subjects-lead = Cuentas que declaran los mismos identificadores. Arriba, lo que antes pueden borrar los operadores.
subjects-none = Todavía no hay sujetos.
subjects = Sujetos
subject = Sujeto
subject-lead = Una valoración: cuentas vinculadas. Un sujeto no es una persona; un agente decide quién hizo qué.
subject-empty = Sus cuentas pasaron a otros sujetos.
identified-acts = Hechos con persona
links = Vínculos
link-state-joins = une
link-state-weakened = demasiado común para unir
link-state-vetoed = un veto le impide unir
link-state-withdrawn = retirado
vetoes = Vetos
withdrawn = retirado

operations-title = Operaciones
operations-none = Todavía no se ha abierto ninguna operación.
operation = Operación
opened-at = Abierta
operation-lead = { $count ->
    [one] Un sujeto.
   *[other] { $count } sujetos.
}
tally = Balance
figure-identified = identificadas
figure-minors = menores en algún hecho
figure-not-minors = no consta que fueran menores, por resta
figure-not-arrested = identificadas y no detenidas, por resta
figure-minors-from-14 = menores con responsabilidad penal, por resta
figure-minors-not-arrested = menores no detenidas, por resta
figure-under-14 = sin edad penal en ningún hecho
figure-undetermined = de edad abierta, aparte
figure-arrested = detenidas
figure-arrested-minors = menores detenidas
figure-arrested-not-minors = detenidas sin que conste minoría de edad, por resta
figure-media-clusters = archivos distintos
figure-in-province = detenidas en { $province }
arrests-by-province = Detenciones por provincia de la unidad
arrests-none = No hay detenciones.
province = Provincia
ine-code = Código INE
sum = Suma

press-note = Nota de prensa
press-warnings = Antes de publicar
press-warning = «{ $cell }» es { $value }, por debajo del umbral de { $threshold }: un número tan pequeño puede señalar a una persona.
press-arrests-in-question = { $count ->
    [one] Una detención contada está en cuestión: por los hechos atribuidos hoy la ley no la permitiría. Compruébese antes de publicar.
   *[other] { $count } detenciones contadas están en cuestión: por los hechos atribuidos hoy la ley no las permitiría. Compruébense antes de publicar.
}
press-published-elsewhere = { $count ->
    [one] Hay una nota publicada de otra operación con personas de esta. Lo que junto a ella señalaría a pocas personas se omite aquí, y nadie puede levantarlo: se puede publicar el resto o esperar a que haya más personas identificadas.
   *[other] Hay notas publicadas de { $count } operaciones más con personas de esta. Lo que junto a ellas señalaría a pocas personas se omite aquí, y nadie puede levantarlo: se puede publicar el resto o esperar a que haya más personas identificadas.
}
press-simulation = SIMULACRO / DEMONSTRATION – todo en esta nota es inventado.
press-title = La Policía identifica { $count ->
    [0] por ahora a nadie
    [one] a una persona
   *[other] a { $count } personas
} en una operación contra la difusión de material de abuso sexual infantil
press-identified = { $count ->
    [0] Por ahora no se ha identificado a nadie.
    [one] La Policía ha identificado a una persona que difundió material de abuso sexual infantil en redes sociales.
   *[other] La Policía ha identificado a { $count } personas que difundieron material de abuso sexual infantil en redes sociales.
}
press-minors = { $count ->
    [one] Una de ellas era menor de edad en el momento de los hechos.
   *[other] { $count } de ellas eran menores de edad en el momento de los hechos.
}
press-under-14 = { $count ->
    [one] Una tenía menos de 14 años en todos los hechos y no tiene responsabilidad penal; la Fiscalía informa a la entidad de protección de menores (Ley Orgánica 5/2000, artículo 3).
   *[other] { $count } tenían menos de 14 años en todos los hechos y no tienen responsabilidad penal; la Fiscalía informa a la entidad de protección de menores (Ley Orgánica 5/2000, artículo 3).
}
press-undetermined = { $count ->
    [one] La edad de una persona en el momento de los hechos todavía no está determinada.
   *[other] La edad de { $count } personas en el momento de los hechos todavía no está determinada.
}
press-arrested = { $count ->
    [0] No ha habido detenciones.
    [one] Una persona ha sido localizada y detenida.
   *[other] { $count } personas han sido localizadas y detenidas.
}
press-arrested-minors = { $count ->
    [one] Una de ellas era menor de edad en el momento de los hechos.
   *[other] { $count } de ellas eran menores de edad en el momento de los hechos.
}
press-provinces = Detenciones por provincia: { $list }.
press-media = { $count ->
    [0] Ningún archivo forma parte de la investigación.
    [one] Todo procede de un único archivo reenviado una y otra vez.
   *[other] Todo procede de { $count } archivos distintos reenviados una y otra vez.
}
press-plea = Quien encuentre este material no debe guardarlo, reenviarlo ni enseñarlo: cada copia vuelve a dañar al menor, y difundirlo es delito.
press-channels = Avise a la red social con su propio botón de denuncia o a la Policía en denuncias.pornografia.infantil@policia.es, con la dirección de la página, el nombre de usuario y la hora, y sin adjuntar el archivo. Menores y familias tienen ayuda en ANAR, teléfono 900 20 20 10, las 24 horas.

disclosures-title = Requerimientos a operadores
disclosures-none = Todavía no se ha requerido a ningún operador.
disclosure-request = Requerimiento
operator = Operador
legal-basis = Base legal
issued-at = Emitido
lines = Líneas
state = Estado
answered = contestado
open = abierto

persons-title = Personas
persons-lead = Los menores, y quienes tienen la edad abierta, aparecen por sus iniciales.
persons-none = Todavía no se ha identificado a nadie.
persons-none-next = Elegir un sujeto e identificar desde él a una persona
persons = Personas
person = Persona
class = Clase
class-under_responsibility = sin edad penal en ningún hecho
class-minor = menor
class-adult = persona adulta
class-undetermined = edad indeterminada
certainly-minor = menor con certeza
path = Vía
path-protection = protección
path-juvenile = menores
path-adult = adultos
path-undetermined = indeterminada
protection-first = La protección es lo primero
protection-under_responsibility = Este niño o niña no tiene responsabilidad penal y no puede ser detenido. La Fiscalía informa a la entidad de protección (LO 5/2000, art. 3). Quien difunde puede ser también víctima.
protection-minor = Esta persona era menor. Se aplica la ley penal del menor (LO 5/2000); antes que detener, oír, y avisar de inmediato a tutores y Fiscalía. Quien difunde puede ser también víctima.
protection-undetermined = La edad en los hechos está abierta. Trátese a esta persona como menor hasta que haya certeza.
arrest = Detención
arrest-allowed = la ley la permite; decide un agente
arrest-refused = no permitida
arrest-refused-under_responsibility = La persona no había alcanzado la edad de responsabilidad penal en ningún hecho (LO 5/2000, arts. 1.1 y 3).
arrest-refused-undetermined = En ningún hecho consta con certeza que la persona hubiera alcanzado la edad de responsabilidad penal (LO 5/2000, arts. 1.1 y 5.3).
arrest-refused-no_act = Ahora no se atribuye ningún hecho a esta persona.
arrest-refused-no_law = Aquí no se conoce ninguna ley que decida sobre estos hechos.
doubt-birth_unknown = No se conoce la fecha de nacimiento.
doubt-birth_imprecise = La fecha de nacimiento no se conoce con suficiente precisión.
doubt-on_birthday = El hecho ocurrió el mismo día del cumpleaños y las horas no lo aclaran.
doubt-leap_day = Nacida un 29 de febrero, y el hecho cayó en un día en que se discute el cumpleaños.
doubt-place_unknown = No se conoce el lugar del hecho y los relojes de los lugares posibles no coinciden.
doubt-act_before_birth = El hecho tiene fecha anterior al nacimiento.
doubt-no_law = No consta ningún límite de edad en vigor ese día.
doubt-outside_calendar = Una fecha queda fuera del calendario.
doubt-no_act = No se atribuye ningún hecho a esta persona.
arrest-in-question = Detención en cuestión
arrest-in-question-note = Sigue registrada y sigue contando. Por los hechos atribuidos hoy la ley no la permitiría: compruébelo un agente y la Fiscalía, y retírese la atribución o el resultado que sea erróneo.
in-arrest-list = en la lista de detenciones
residence-province = Provincia de residencia
assignment = Encargado a la unidad de
recorded-at = Registrado
age-at-acts = Edad en cada hecho
place-of-act = Lugar del hecho
age-years = Edad en años cumplidos
age-between = de { $from } a { $to }
responsibility-age = Edad de responsabilidad penal
adult-age = Mayoría de edad penal
age-certainly_under = no alcanzada, con certeza
age-certainly_over = alcanzada, con certeza
age-undetermined = indeterminada
unknown = desconocido
identifications = Identificaciones
decided-by = Decidido por { $name }.

assignments-title = Encargos
assignments-none = No hay nada encargado.
assignments-open = pendientes
assignments-custody = detenciones sin fin registrado
assignments-question = detenciones por comprobar
assignments-changed = vínculos cambiados desde entonces
entry-void = anotada, pero no cuenta
entry-held = anotada, en suspenso
arrest-held = en suspenso por una duda
entry-held-note = La identificación está impugnada o descartada, se ha perdido un fundamento o se discute un vínculo. Hasta que un agente con nombre decida sobre ello, la persona no figura en la lista de detenciones.
unit = Unidad
unit-none = sin encargar
outcome = Resultado
outcome-none = abierto
outcome-located_and_arrested = localizada y detenida
outcome-heard_without_arrest = oída sin detención
outcome-referred_to_protection = derivada a protección de menores
outcome-not_located = no localizada
outcome-no_offence = no es delito

masked-field = Dato
masked-name = nombre y apellidos
masked-birth = fecha de nacimiento
given-name = Nombre
family-name = Apellidos
reveal = Registro
reveal-form-title = Ver un dato oculto
reveal-form-lead = El dato se muestra una sola vez. Queda constancia de quién lo vio, cuándo, por qué y con qué base legal, y cuenta en el cupo diario de quien lo ve.
reveal-reason = Motivo
reveal-reason-hint = Para qué necesita saberlo. No escriba aquí el nombre.
reveal-legal-basis-hint = Por ejemplo, juzgado y número del auto.
reveal-send = Ver el dato
reveal-shown-title = Dato mostrado
reveal-shown-once = Este dato se le muestra una sola vez.
reveal-shown-recorded = Ha quedado constancia de ello. En todas las demás páginas el dato sigue oculto. Si esta persona es menor, su nombre no sale de la investigación.
reveal-back = Volver a la persona
revealed-at = Visto
revealed-by = Visto por
reveals-title = Datos mostrados
reveals-lead = Quién vio un dato oculto de qué persona, cuándo y por qué. Los nombres no figuran aquí.
reveals-none = Todavía no se ha mostrado ningún dato oculto.

names-title = Nombres de la operación
names-ask = Todos los nombres a la vez
names-ask-note = Una segunda persona debe aprobarlo en 15 minutos. Después verá la lista una sola vez; queda constancia de a quiénes incluye.
names-ask-button = Pedir el visto bueno
names-asked-at = Aprobado
names-back = Volver a la operación
action-assign-person = Encargar una persona a una unidad
action-release-acts = Atribuir más hechos a una persona que tiene una unidad
input-subject_id = Sujeto
input-act_ids = Hechos
input-place = Dónde ocurrieron los hechos
input-place_province = Provincia de los hechos
input-grounds = Motivos
action-reveal-names = Mostrar todos los nombres de una operación
input-person_id = Persona
input-unit = Unidad
input-operation_id = Operación
input-legal_basis = Base legal

closed = reservada
closed-title = Reservada a lectores designados
closed-note = Para los demás esta operación no existe, ni sus sujetos, ni los avisos, requerimientos y personas de estos. Las cifras de otras operaciones pueden contarlos.
closed-subjects = { $count ->
    [one] Otro sujeto de esta operación es también sujeto de una operación reservada.
   *[other] Otros { $count } sujetos de esta operación son también sujetos de una operación reservada.
}
closed-subject = Un sujeto de una operación reservada
closed-links = Vínculos con operaciones reservadas
closed-links-note = Lo que hay al otro lado solo lo ven los lectores de esa operación. Puede pedirles acceso.
ask-access = Pedir acceso
ask-access-reason = Por qué necesita saberlo
access-requests = Quién pide leerla
readers = Lectores
reader-name = Nombre de acceso
reader-name-hint = De alguien que pueda leer operaciones.
reader-add = Darle acceso
reader-remove = Retirarle el acceso
reader-refuse = Denegar
closing-title = Quién puede leer esta operación
close = Reservar la operación
close-note = Usted dirige esta operación. Resérvela si solo algunas personas deben conocerla.
close-readers = Otros lectores
close-readers-hint = Nombres de acceso, separados por espacios o comas.
close-leader = { $name } dirige esta operación y puede reservarla a lectores designados.
reopen-title = Abrirla de nuevo
reopen = Abrirla a todos
nav-stranded = Reservadas sin lector
stranded-title = Operaciones reservadas sin lector
stranded-lead = Nadie que pueda dar acceso a estas operaciones tiene una cuenta en uso. Una persona propone a un nuevo lector y otra lo aprueba en 15 minutos; a ninguna de las dos se le muestra lo que contienen.
stranded-none = Todas las operaciones reservadas tienen un lector que puede dar acceso.
appoint-hint = De alguien con una cuenta en uso que pueda dirigir operaciones. Esa persona no puede aprobarlo.
action-appoint-reader = Designar a un lector de una operación reservada
input-reader = Lector
input-led_by = Dirigida por
input-closed_at = Reservada el

review = Revisión
reveal-review-open = pendiente de revisión
reveal-review-justified = justificado
reveal-review-questioned = cuestionado
review-note = Qué ha constatado
review-justified = Justificado
review-questioned = Cuestionado

nav-my-exposure = Mi exposición
nav-exposure = Exposición del personal
exposure-own-title = Lo que se le ha mostrado
exposure-own-lead = Recuentos solo para usted y para el responsable de bienestar, que puede interesarse por usted. No se compara a nadie con nadie.
exposure-title = Lo que se ha mostrado a una persona
exposure-lead = Una persona cada vez. Queda constancia de la consulta.
exposure-show = Mostrar los recuentos
exposure-today = Datos ocultos hoy
exposure-week = Datos ocultos en los últimos siete días
exposure-day = Día
exposure-reveals = Datos ocultos mostrados
exposure-what = Lo que se mostró: datos ocultos de personas y archivos que se abrieron.
exposure-files-today = Archivos abiertos hoy
exposure-files-week = Archivos abiertos en los últimos siete días
exposure-files = Archivos abiertos
report-files = Archivos
act-file = Abrir el archivo…

dashboard-title = Hasta dónde se ha llegado
dashboard-funnel = De los avisos a los resultados
dashboard-funnel-note = Avisos, hechos que contienen, sujetos que hay detrás, personas identificadas, las encargadas a una unidad, las que la unidad aceptó o ya tienen resultado, y aquellas con resultado. Una proporción superior al 100 % significa que de un elemento salieron varios del paso siguiente.
dashboard-identified = Personas identificadas
dashboard-assigned = Personas encargadas
dashboard-taken-on = Personas aceptadas por la unidad
dashboard-with-outcome = Personas con resultado
dashboard-arrested = Personas detenidas
dashboard-classes = Personas por clase
dashboard-classes-note = Cuántas de las personas identificadas, encargadas y detenidas corresponden a cada clase, por su edad en cada hecho de la operación.
dashboard-outcomes = Resultado de los encargos
dashboard-outcomes-note = Personas según el resultado vigente.
dashboard-map = Personas encargadas, por provincia de la unidad
dashboard-map-note = Cuántas personas de la operación se encargaron a cada unidad provincial.
dashboard-units = Unidades
dashboard-units-none = Todavía no se ha encargado ninguna persona a una unidad.
dashboard-open = Abiertos
dashboard-closed = Con resultado
timeline-title = Hechos por orden de tiempo, frente a las edades de la ley
timeline-note = Un punto: el hecho está ahí con certeza. Una barra abierta: puede estar en cualquier parte que la barra cruce; alguien tiene que averiguarlo. De aquí no se puede deducir la fecha de nacimiento.
timeline-law = Edades en el último hecho: { $responsibility }; { $adult }.
timeline-act = Hecho
timeline-side = A qué lado de cada edad
graph-title = Qué conecta las cuentas
graph-identified = { $count ->
    [one] un hecho de esta cuenta, identificado
   *[other] { $count } hechos de esta cuenta, identificados
}
# El puesto de una unidad provincial.
nav-arrest-list = Lista de detenciones
arrest-list-title = Lista de detenciones
arrest-list-lead = A quién hay que detener y por qué hechos, tal como constan ahora. Un hecho cometido por debajo de la edad de responsabilidad penal, o quizá por debajo, no incluye a nadie y no se muestra. No figura nadie cuya detención no permita la ley, aunque se le hubiera anotado; tampoco nadie cuya identificación esté impugnada o descartada, o descanse en un fundamento perdido o en un vínculo discutido.
arrest-list-acts = Hechos por los que figura
arrest-list-age = { $age } años
arrest-list-more-acts = Más hechos, todos en el archivo: { $count }
arrest-list-none = No hay que detener a nadie
arrest-list-none-next = Ver los encargos
assigned-at = Encargado
assigned-by = Encargado por
units-all = Todas las unidades
units-show = Mostrar
sheets-link = { $count ->
    [one] Imprimir el encargo abierto
   *[other] Imprimir los { $count } encargos abiertos, cada uno en una hoja
}
assignment-title = Encargo: { $name }
sheet-link = Imprimir en una hoja
path-means = Qué significa esta vía
may-do = Qué se puede hacer
may-not-do = Qué no se puede hacer
may-protection = Avisar a la Fiscalía de Menores, que informa a la entidad pública de protección. Oír al niño o a la niña solo con sus padres o tutores, como indique la Fiscalía. Averiguar si también es víctima.
may-juvenile = Oír a la persona con abogado y con sus padres o tutores, y avisar de inmediato a estos y a la Fiscalía de Menores. Detener solo si la ley lo permite y no basta con oír; 24 horas como máximo, y después a disposición de la Fiscalía o en libertad.
may-adult = Oír a la persona con abogado. Detener solo en los casos de la ley, no más de lo estrictamente necesario para la investigación y 72 horas como máximo; después, a disposición judicial o en libertad.
may-undetermined = Averiguar primero la edad en el momento de cada hecho: registro, documentos, Fiscalía. Hasta entonces se aplica todo lo que protege a un menor.
mustnot-protection = Ni detención, ni calabozo, ni interrogatorio como sospechoso, ni anotación en la lista de detenciones. El nombre no sale de la investigación.
mustnot-juvenile = Ni celda compartida con adultos, ni interrogatorio sin abogado, ni más fuerza que la que exija la seguridad, ni nada que exponga a la persona. El nombre no sale de la investigación.
mustnot-adult = Ningún interrogatorio antes de informar por escrito de los derechos, ni sin abogado. El nombre no se da a la prensa.
mustnot-undetermined = Ninguna detención mientras la edad de responsabilidad penal no conste con certeza en algún hecho. El nombre no sale de la investigación.
law-protection = LO 5/2000, arts. 1.1 y 3; LO 1/1996, art. 9
law-juvenile = LO 5/2000, arts. 1.1 y 17
law-adult = LECrim, arts. 489 a 520
law-undetermined = LO 5/2000, arts. 1.1 y 5.3; LO 1/1996, art. 12.4
entry-grounds = Por qué hace falta detener
entry-grounds-hint = Por qué no basta con oír a la persona sin detenerla. No escriba aquí el nombre.
entry-send = Anotar en la lista de detenciones
entry-withdraw = Retirar la anotación
entry-withdraw-question = La persona sale de la lista de detenciones. La anotación queda registrada con el motivo.
entry-counts-for-nothing = Por los hechos tal como constan ahora, la anotación no cuenta. Retírese, o corríjanse los hechos.
outcome-what = Qué ha resultado
outcome-at = Cuándo ocurrió
outcome-at-hint = Por los relojes de la unidad ({ $zone }).
outcome-send = Registrar el resultado
outcome-withdraw = Retirar el resultado
outcome-withdraw-question = El encargo vuelve a estar abierto. El resultado queda registrado con el motivo.
sheets-title = Encargos en papel
sheets-back = Volver a los encargos.
sheets-how = El navegador imprime cada encargo en una hoja.
sheet-number = Encargo
sheet-original = Momento según la fuente
lines-title = Líneas que dieron los operadores
lines-warning = Un domicilio no es una persona.
lines-warning-why = Ahí termina la línea: pudo usarla cualquiera que viva o haya estado allí. De quién sea el contrato y adónde vayan las facturas no dice nada de eso.
sheet-signature = Nombre, número y firma del agente; día y hora
done-arrest-entered = La persona figura en la lista de detenciones. Queda constancia.
done-entry-withdrawn = La anotación se ha retirado. Queda constancia.
done-outcome-recorded = El resultado queda registrado. Queda constancia.
done-outcome-withdrawn = El resultado se ha retirado y el encargo vuelve a estar abierto.

## Comprobaciones y reloj de la detención
detention-title = Comprobaciones y reloj de la detención
detention-arrested = Detención
detention-duties = Qué exige la detención
detention-duties-none = En las vías de los hechos, tal como constan ahora, la ley no prevé detención: nadie queda detenido en la vía de protección.
detention-tick = Marcar como hecho
detention-done-at = Cuándo se hizo
detention-note = Nota
detention-note-hint = Puede quedar vacía. No escriba aquí el nombre.
detention-untick = Quitar la marca
detention-untick-question = Queda otra vez pendiente. La marca queda registrada con el motivo.
detention-end = Fin de la detención
detention-goes-on = sin registrar: el reloj corre
detention-end-lead = Cuando se registra el fin, el reloj se para y la detención deja la primera página.
detention-how = Cómo terminó la detención
detention-how-released = puesta en libertad
detention-how-guardians = entrega a quien ejerce la patria potestad o la tutela
detention-how-prosecutor = a disposición de la Fiscalía
detention-how-court = a disposición judicial
detention-ended-at = Cuándo terminó
detention-end-send = Registrar el fin
detention-reopen = Deshacer el fin
detention-reopen-question = El reloj vuelve a correr desde la detención. Lo registrado queda, con el motivo.
detention-recorded = Lo registrado
detention-nothing-recorded = Nada todavía.
detention-left = quedan { $hours } h { $minutes } min
detention-past = vencido hace { $hours } h { $minutes } min
detention-in-time = dentro del plazo
detention-late = { $hours } h { $minutes } min fuera de plazo
duty-done = hecho
done-detention-ticked = La marca queda registrada. Queda constancia.
done-detention-unticked = La marca se ha quitado: queda otra vez pendiente.
done-detention-ended = El fin de la detención queda registrado y el reloj se ha parado.
done-detention-reopened = El fin se ha deshecho y el reloj vuelve a correr.

left-arrest-list = Personas por detener
left-assigned = Encargados desde entonces
left-assignments = Encargos abiertos
left-requests = Requerimientos a operadores sin respuesta
left-referrals = Paquetes recibidos desde entonces
left-reports = Avisos recibidos desde entonces
## Listas y portada
filter-all = Todo
filter-none = No hay nada de este tipo
choose = Elegir…
back = Volver
back-to-subject = Volver al sujeto
home-all = Todo lo que hay
waiting-title = Lo que le espera
waiting-none = No le espera nada
waiting-none-next = Cuando llegue algo, estará aquí. Mientras tanto, debajo está cada mesa de trabajo.
waiting-arrests = { $count ->
    [one] Una detención está en cuestión
   *[other] { $count } detenciones están en cuestión
}
waiting-why-arrests = Por los hechos atribuidos hoy la ley no la permitiría. Un agente y la Fiscalía deben verlo cuanto antes.
waiting-custody = { $count ->
    [one] No consta el fin de una detención
   *[other] No consta el fin de { $count } detenciones
}
waiting-why-custody = Ábranse las comprobaciones y el reloj de cada una, márquese lo hecho y regístrese cómo y cuándo terminó: entonces el reloj se para.
waiting-assignments = { $count ->
    [one] Un encargo de la unidad está abierto
   *[other] { $count } encargos de la unidad están abiertos
}
waiting-why-assignments = Ábrase cada uno, véase qué permite su vía y regístrese el resultado.
waiting-changed = { $count ->
    [one] Los vínculos de un encargo han cambiado desde la asignación
   *[other] Los vínculos de { $count } encargos han cambiado desde la asignación
}
waiting-why-changed = El sujeto ha crecido, o un vínculo está de otra manera. Conviene revisarlo antes de actuar.
waiting-requests = { $count ->
    [one] Un operador no ha contestado a tiempo
   *[other] { $count } requerimientos están fuera de plazo
}
waiting-why-requests = Llámese al operador y regístrese la respuesta cuando llegue.
waiting-subjects = { $count ->
    [one] Un sujeto sin operación pierde pronto pruebas
   *[other] { $count } sujetos sin operación pierden pronto pruebas
}
waiting-why-subjects = En treinta días un operador puede borrar datos que nadie ha requerido.
waiting-referrals = { $count ->
    [one] En un paquete no se ha empezado a trabajar
   *[other] En { $count } paquetes no se ha empezado a trabajar
}
waiting-why-referrals = Ninguno de sus avisos está todavía en una investigación.
waiting-files = { $count ->
    [one] Un expediente para la Fiscalía de Menores no tiene acuse de recibo
   *[other] { $count } expedientes para la Fiscalía de Menores no tienen acuse de recibo
}
waiting-why-files = Están emitidos y nadie ha confirmado que los tiene. Pregúntese y regístrese el acuse.
waiting-file = { $office }, desde el { $at }
waiting-persons = { $count ->
    [one] Una persona no está encargada a ninguna unidad
   *[other] { $count } personas no están encargadas a ninguna unidad
}
waiting-why-persons = Encárguese cada una a la unidad de una provincia; lo aprueba una segunda persona.
waiting-approvals = { $count ->
    [one] Una petición espera su decisión
   *[other] { $count } peticiones esperan su decisión
}
waiting-why-approvals = Cada una caduca a los quince minutos.
referrals-search = Buscar por número o remitente
referrals-untouched = sin empezar
received-by = Tomado por
reports-search = Buscar por número, quién avisa o tipo
reports-none-next = Ver los paquetes
finished-at = Terminado
subjects-none-next = Ver los paquetes
subjects-waiting = sin operación, se borra en treinta días
subjects-in-none = sin operación
disclosures-search = Buscar por operador o base legal
disclosures-none-next = Elegir un sujeto y requerir desde él
reveals-search = Buscar por quién lo vio
reveals-to-review = Para su revisión
to-subject-of = Al sujeto de { $account }

## Decisiones sobre un sujeto
subject-in-none = Todavía en ninguna.
decision-reason = Motivo
act-identified = ya identificado
trait-esp_identifier = El mismo identificador de cuenta
trait-email = El mismo correo electrónico
trait-phone = El mismo teléfono
trait-device_id = El mismo dispositivo
link-withdraw = Retirar el vínculo
link-withdraw-question = Las cuentas pueden separarse en dos sujetos. El vínculo queda registrado con el motivo y puede restablecerse.
link-was-withdrawn = Retirado
link-was-restored = Restablecido
link-restore = Restablecer el vínculo
link-restore-question = Las cuentas vuelven a ser un sujeto, salvo que un veto las separe.
veto-withdraw = Retirar el veto
apart-title = Separar dos cuentas
apart-lead = Decida que dos cuentas no son un mismo sujeto. Las vincule lo que las vincule, ahora o después, seguirán separadas hasta que se retire el veto.
apart-one = Una cuenta
apart-other = La otra cuenta
apart-reason-hint = Lo que muestra que hay dos personas detrás.
apart-send = Separarlas
into-operation-title = Incluir en una operación
into-operation-lead = Sus avisos pasan a estar en investigación y así se comunica al centro receptor. Puede volver a sacarse.
into-operation-send = Incluirlo
ask-title = Requerir a un operador
ask-lead = ¿Quién tenía estas direcciones en estos momentos? Emita un requerimiento a un operador, con una autorización; después, envíelo.
ask-operators = Operadores de direcciones por las que aún no se ha requerido a nadie:
ask-operator-hint = Como el aviso nombra al operador de la dirección.
ask-none = Ningún hecho ni otro suceso de este sujeto indica una dirección
ask-send = Emitir el requerimiento
identify-title = Identificar a una persona
identify-lead = Usted decide que hechos de este sujeto son de una persona. Solo cuentan los hechos elegidos; la edad se calcula en cada uno. Puede retirarse, y queda registrado.
identify-none = Todos los hechos de este sujeto tienen ya una persona
identify-send = Identificar a la persona
birth-legend = ¿Con qué precisión se conoce la fecha de nacimiento?
birth-hint = Rellene lo que corresponda a su elección; lo demás no cuenta. No adivine nunca: una edad desconocida cuenta como la de un menor hasta que haya certeza.
birth-kind-day = El día exacto
birth-kind-month = El mes
birth-kind-year = El año
birth-kind-range = Entre dos días
birth-kind-unknown = No se conoce
birth-day = Día de nacimiento
birth-time = Hora de nacimiento, si se conoce
birth-time-hint = Como 04:30. Solo importa si un hecho ocurrió el mismo día del cumpleaños.
birth-month = Mes de nacimiento
birth-month-hint = Como 2006-05.
birth-year = Año de nacimiento
birth-from = Primer día posible
birth-to = Último día posible
residence-hint = Déjese sin elegir si no se conoce.
place-legend = ¿Dónde ocurrieron los hechos? Su reloj decide la edad.
place-installation = Donde termina la línea que el operador indicó para cada hecho
place-province = En una provincia, según su comprobación
place-unknown = No se conoce
place-province-which = Qué provincia
place-province-hint = Solo si ha comprobado usted la provincia.
grounds = Fundamento
grounds-hint = Lo que muestra que fue esta persona y no otra que usa la línea o la cuenta.

## Decisiones sobre personas
attribute-more = Atribuir más hechos
attribute-lead = Otra cuenta de la misma persona, o más hechos de una.
attribute-released = Una unidad tiene a esta persona: otra persona debe aprobar lo que se añada.
attribute-subject = Sujeto
attribute-subject-hint = Su identificador, como lo muestra su página.
attribute-choose = Mostrar sus hechos
attribute-known = Sujetos de los que esta persona ya tiene hechos:
attribute-send = Atribuir los hechos
identification-withdraw = Retirar esta identificación
identification-withdraw-question = Sus hechos vuelven a no ser de nadie. Queda registrada con el motivo.
person-withdraw = Retirar a la persona
person-withdraw-question = Con ella se retiran todas sus identificaciones. Queda registrado con el motivo.
assign-title = Encargar a una unidad
assign-lead = La unidad verá entonces a esta persona y los hechos atribuidos. Una segunda persona debe aprobarlo en 15 minutos.
assign-send = Pedir el visto bueno
assignment-withdraw = Retirar el encargo
assignment-withdraw-question = La unidad deja de ver a esta persona. Queda registrado con el motivo.

## Requerimientos y respuestas
due-at = Plazo
due-note = Siete días naturales desde las 8:00 del día siguiente a su emisión, salvo que la orden diga otra cosa ({ $source }; pendiente de cotejar con el texto oficial).
due-note-unstated = Aquí no se conoce ningún plazo de la ley de este país: el día lo fija la orden.
due-note-production = Diez días desde que la orden conste como enviada (Reglamento (UE) 2023/1543; pendiente de cotejar con el texto oficial).
due-note-emergency = Ocho horas desde que la orden conste como enviada (Reglamento (UE) 2023/1543; pendiente de cotejar con el texto oficial).
due-note-preservation = Sin plazo de respuesta: el proveedor conserva los datos sin demora (Reglamento (UE) 2023/1543; pendiente de cotejar con el texto oficial).
due-note-european = Órdenes europeas de producción: diez días desde que consten como enviadas, ocho horas en una emergencia. Las de conservación no tienen plazo de respuesta (Reglamento (UE) 2023/1543; pendiente de cotejar con el texto oficial).
due-not-running = Aún no corre: no consta como enviada.
overdue = fuera de plazo
line-number = Línea
act-instant = Momento
province-not-understood = provincia no reconocida
answer-title = Registrar la respuesta
answer-as-it-came = Respuesta, tal como llegó
answer-lead = Escriba lo que indicó el operador o pegue su documento. Aquí, un abonado por línea; varios, o un requerimiento de muchas líneas, con el documento. El titular de una línea no tiene por qué ser quien la usó.
answer-many-lines = Este requerimiento tiene demasiadas líneas para escribirlas: pegue el documento del operador.
answered-on = Día de la respuesta
answered-time = Hora de la respuesta
answered-time-hint = Como 09:30, en el reloj de { $zone }.
answer-line = Línea { $number }:
answer-nobody = El operador no indicó a nadie en esta línea
line-kind = Tipo de línea
kind-none = –
kind-fixed = fija
kind-mobile = móvil
line-reference = Referencia de la línea para el operador
line-holder = Titular del contrato
line-billing = Domicilio de facturación
line-street = Instalación: calle y número
line-city = Instalación: localidad
line-province-hint = De la instalación, como la escribe el operador.
answer-document = Documento del operador
answer-document-hint = JSON, amparo-disclosure-answer/1. Si se rellena, los campos de arriba no cuentan.
answer-send = Registrar la respuesta
answer-withdraw = Retirar la respuesta
answer-withdraw-question = Lo que indicó deja de contar; lugares y edades se calculan sin ella. Queda registrada con el motivo.
request-withdraw = Retirar el requerimiento
request-withdraw-question = Sus hechos vuelven a constar sin requerir. Queda registrado con el motivo.
request-document = El requerimiento como documento para el operador (JSON, amparo-disclosure-request/1)

## Operaciones
operation-open-title = Abrir una operación
operation-name = Nombre
operation-name-hint = Una palabra que no tenga otra operación y que no nombre a nadie.
operation-open-send = Abrirla
operation-subjects-title = Sus sujetos
operation-no-subjects = Todavía no hay ningún sujeto en esta operación
add-subjects-title = Incluir sujetos
add-subjects-send = Incluir los elegidos
add-subjects-all = Incluir todos los sujetos
add-subjects-all-question = Todos los sujetos de este nodo que puede leer, estén en la página que estén, y no solo los que se ven aquí. A los centros receptores se les comunica que todos sus avisos están en investigación.
subject-has-acts = { $count ->
    [one] un hecho
   *[other] { $count } hechos
}
subject-is-in = ya incluido
subject-remove = Sacarlo
subject-remove-question = El sujeto sigue existiendo; solo deja de formar parte de esta operación. El registro de custodia conserva ambas cosas.

## Lo que se ha hecho
done-package-taken = El paquete se ha verificado y tomado. Ábrase en la lista para ver sus avisos.
done-link-withdrawn = El vínculo se ha retirado.
done-link-restored = El vínculo vuelve a valer.
done-veto-recorded = Las dos cuentas quedan separadas.
done-veto-withdrawn = El veto se ha retirado.
done-subject-added = El sujeto está en la operación. Ábrala abajo para ver hasta dónde ha llegado.
done-request-issued = El requerimiento se ha emitido. Envíese al operador y regístrese aquí la respuesta.
done-person-identified = La persona consta como autora de estos hechos. Ábrala abajo para encargarla a una unidad.
done-person-identified-same-name = La persona se ha registrado. Hay otra con el mismo nombre: compruebe si es la misma, registrada dos veces.
done-acts-attributed = Los hechos se han atribuido.
done-acts-asked = Una unidad tiene a la persona: otra persona debe aprobar estos hechos en 15 minutos.
done-assignment-asked = Una segunda persona debe aprobarlo en 15 minutos.
done-assignment-withdrawn = El encargo se ha retirado.
done-identification-withdrawn = La identificación se ha retirado.
done-person-withdrawn = La persona se ha retirado.
done-answer-recorded = La respuesta se ha registrado. Siga en el sujeto: identifique a quien lo hizo.
done-answer-recorded-in-part = La respuesta se ha registrado. De algunas líneas no dice nada.
done-answer-recorded-province = La respuesta se ha registrado. No se ha reconocido la provincia de alguna instalación, así que el lugar de esos hechos sigue sin conocerse: véanse las líneas.
done-answer-withdrawn = La respuesta se ha retirado.
done-request-withdrawn = El requerimiento se ha retirado.
done-operation-closed = La operación queda reservada a sus lectores.
done-operation-reopened = La operación vuelve a estar abierta.
done-reader-added = Esa persona ya puede leer la operación.
done-reader-removed = Esa persona ya no puede leer la operación.
done-reader-refused = La petición se ha rechazado.
done-access-asked = La petición está hecha. Decide quien dirige la operación.
done-operation-opened = La operación está abierta. Incluya sujetos.
done-subjects-added = Los sujetos están en la operación.
done-subject-removed = El sujeto se ha sacado.
done-reveal-reviewed = La revisión se ha registrado.

# what senders say later
notice = Dicho después
notice-withdrawn = Retirado por el remitente
notice-corrected = Corregido por el remitente
notice-lead = El centro que remitió estos avisos dice esto de ellos. Aquí no retira nada. Si se retiraron avisos, quien se identificó por ellos queda retenido hasta que decida un agente: véanse los fundamentos perdidos.
notice-why = Por qué
notice-digest = SHA-256 de la comunicación
notice-replaced-by = En su lugar
notice-made-at = Decidido por el remitente
notice-decisions = Qué sigue
notice-undecided = Nadie ha decidido todavía qué sigue
notice-decide-title = Decidir qué sigue
notice-decide-note = Cuenta la última decisión, y todas constan. Los vínculos, las identificaciones y los encargos se retiran con sus propias acciones.
notice-decision = Qué sigue
notice-decision-stopped = Termina el trabajo sobre estos avisos
notice-decision-goes_on = La investigación sigue: se apoya en otros fundamentos
notice-decision-noted = Consta: no cambia nada
notice-decide-reason = Motivo
notice-decide-send = Registrar la decisión
notice-to = A la comunicación
notice-reason-wrong_recipient = Corresponden a otro país u organismo
notice-reason-sender_corrected = Quien avisó lo retiró o se corrigió
notice-reason-not_an_offence = Lo denunciado no es delito
notice-reason-false_match = Una coincidencia falsa de una lista de hashes
notice-reason-enrichment_wrong = Lo que añadió el centro era erróneo
notice-reason-duplicate = Ya se habían remitido
notice-reason-ordered = Lo ha ordenado un juzgado o una autoridad
notice-upload-title = Recibir una comunicación desde un archivo
notice-upload-file = Comunicación (.notice)
notice-upload-hint = Su firma se verifica antes de guardar nada.
notice-upload-send = Verificar y recibir la comunicación
referrals-with-notice = retiradas o corregidas, sin decidir
referral-receipt = Recibo
left-notices = Comunicaciones de remitentes sin decisión
done-notice-decided = La decisión queda registrada.

# the order of work
reports-order = La lista sigue el orden de trabajo: banda, puntos (uno más por cada treinta días de espera), el primero de los plazos de la prueba y de la prescripción y, por último, los más antiguos. La espera no cambia ningún aviso de banda.
reports-minors = Avisos que pueden ser de menores
bands-title = Poner varios en otra banda
bands-lead = Por un mismo motivo, que se guarda y se muestra en cada uno; cada decisión se puede anular por separado. Los avisos de la banda A no están entre ellos, ni se pone ninguno en ella: donde un menor puede estar en peligro, cada uno se decide por sí solo.
bands-send = Poner los elegidos en esta banda
reports-minors-note = Según lo que consta de una cuenta en estos avisos, su titular no había cumplido dieciocho años. Cada titular escribe lo que quiere, así que no prueba nada; pero estos avisos se miran con el cuidado que se debe a los menores. Ni da puntos ni los quita.
report-maybe-minor = puede ser menor
report-maybe-minor-note = Según lo que consta de una cuenta en este aviso, su titular no había cumplido dieciocho años. No prueba nada, ni da puntos ni los quita; el aviso está en una cola aparte.
evidence-days = Reloj de la prueba
evidence-days-left = { $days ->
    [0] ya puede borrarse
    [one] queda un día
   *[other] quedan { $days } días
}
evidence-none = Ninguna de sus conexiones espera una solicitud.
preserved-until = Si su proveedor es de Estados Unidos, puede dejar de conservar su copia desde
kept-rule-unverified = Nadie ha cotejado todavía esta norma con el texto oficial.
alarm-band-a = Banda A: un menor puede estar en peligro ahora. Avisos: { $reports }. Por qué: { $triggers }.
alarm-band-a-more = { $reports } y { $count } más
subject-band = La banda más urgente entre sus avisos.
decisions-title = Decisiones sobre bandas, por mes
decisions-lead = Cuántas veces se pusieron avisos en otra banda que la de su valoración en los últimos doce meses, según la hora del país. Muchos cambios en el mismo sentido indican que conviene revisar los pesos.
decisions-none = En los últimos doce meses nadie puso un aviso en otra banda.
decisions-month = Mes
decisions-from = Valoración
decisions-to = Decidida
decisions-count = Decisiones
decisions-undone = De ellas, anuladas

# por qué unas cuentas son un sujeto
link-weighs = { $points } puntos; { $holders ->
    [one] nadie que lo declara contradice a otro sobre quién es.
   *[other] { $holders } de quienes lo declaran se contradicen sobre quiénes son.
}
link-value-on = { $value } en { $service }
link-verified-one = { $value }, verificado por el servicio en una de las cuentas
link-verified-both = { $value }, verificado por el servicio en ambas cuentas
link-erased-why = Se borró lo que los avisos decían de él. Ya nadie puede comprobar el vínculo y, si se retira, no se restablece.
link-weakened-why = Lo declaran tantas cuentas que se contradicen entre sí que ya no indica que dos cuentas sean de una misma persona. Mientras sea así no une nada; si deja de serlo, vuelve a unir.
link-crowded-why = Lo declaran más de { $count } cuentas. Con un dato que declaran tantas no se hace ningún vínculo, y los anteriores no unen nada. Si dejan de ser tantas, vuelve a vincular.
why-title = Explicación del sujeto
why-link = Por qué estas cuentas son un sujeto
why-lead = Que estas cuentas sean un solo sujeto es una valoración, hecha con una regla fija a partir de lo que consta en los avisos. Aquí está cada paso, para poder comprobarla y discutirla.
why-version = Pesos { $version }.
why-no-probability = Los puntos no son una probabilidad de culpa, ni de que se trate de una sola persona.
why-evidence = La prueba son los rasgos: lo que comunicaron los servicios. Los puntos solo los ordenan. Si son ciertos, y de quién son los hechos, lo determinan los agentes y los tribunales.
why-third-parties = Las cuentas de este sujeto llevan número. Las de otros son terceros (T1, T2…), de los que solo se muestra el rasgo común.
why-closed = { $count ->
    [one] Un vínculo lleva a una operación reservada para quien lee. Aquí ni se explica ni cuenta.
   *[other] { $count } vínculos llevan a operaciones reservadas para quien lee. Aquí ni se explican ni cuentan.
}
why-number = N.º
why-service = Servicio
why-no-links = Nada vincula esta cuenta con otra.
why-facts = Cada vínculo es un hecho sobre lo comunicado: en ambas cuentas consta el mismo rasgo.
why-says = Sobre { $account }, los avisos dicen
why-in-report = aviso { $number }
why-verified = verificado por el servicio
why-not-shown = no se muestra: es de un tercero o se borró
why-compared = Se compara como
why-normalised-esp_identifier = Letra por letra, dentro de un mismo servicio.
why-normalised-email = Sin espacios alrededor y sin distinguir mayúsculas; los puntos y lo que sigue a un signo más se mantienen.
why-normalised-phone = Solo las cifras, con el prefijo del país.
why-normalised-device_id = Solo letras y cifras, sin distinguir mayúsculas.
why-holders = Quienes lo declaran y se contradicen entre sí
why-holders-many = { $count } o más
why-holders-one = 1: nadie contradice a otro
why-crowded = Datos que declaran demasiadas cuentas
why-not-counted = no se cuentan
why-points = Puntos
why-sums = Sumas
why-sums-note = Los vínculos de dos cuentas se suman. Varios rasgos de una clase no suman más que uno solo. Desde { $bar } puntos, dos cuentas se unen, salvo que un veto lo impida.
why-sum = Suma
why-capped = Se descuenta
why-counts = Cuenta
why-assessment = Valoración
why-joined = un sujeto
why-not-joined = no se unen
why-total = Todas las parejas que se unen: { $points } puntos.
why-holds = Qué lo mantiene unido
why-no-bridge = No depende de ninguna pareja sola: sin cualquiera de ellas sigue siendo un sujeto.
why-without = Sin los vínculos de { $pair } ({ $points } puntos) se divide en A y B
why-between = Qué une dos avisos
why-between-note = De todos los caminos de uno a otro cuenta el más fuerte y, de este, su pareja más débil.
why-between-from = Un aviso
why-between-to = Otro aviso
why-between-send = Mostrar
why-between-none = nada que una lleva de uno a otro.
why-between-same = ambos nombran la cuenta { $account }; los une el identificador del propio servicio.
why-between-weakest = la pareja más débil entre ellos es { $pair }, con { $points } puntos.
why-weights = La tabla de pesos
why-weights-note = { $version }, de { $date }. Un punto es una milésima de bit: con mil puntos más, el rasgo habla el doble a favor de un solo titular. Columnas: cuántos de quienes lo declaran se contradicen.
why-kind = Rasgo
why-five = 5 o más
why-measured = Cuánto se equivoca
why-measured-note = Medido en operaciones inventadas con las que no se hicieron los pesos. Nada se midió con avisos reales.
why-measured-line = { $misplaced } de { $reports } avisos acabaron en el sujeto de otra persona.
why-measured-without = Sin puntos, si uniera todo rasgo igual: { $misplaced }.
why-check = Las sumas se pueden comprobar sin este programa: tools/add_points.py lee la explicación en JSON.

# impugnaciones de vínculos
contested = impugnado
contest = Impugnado
contest-title = Impugnar el vínculo
contest-note = El vínculo se muestra como impugnado en todas partes, y nadie cuyos hechos dependan de él se asigna a una unidad ni entra en una lista de detenciones hasta que decida otra persona.
contest-by-request = Lo dice la persona afectada en la solicitud { $request } ante el responsable de derechos.
contest-send = Impugnar
contest-open = Todavía no ha decidido nadie.
contest-reason-erased = lo que se alegó se borró junto con aquello en lo que se basa el vínculo. Se decide igualmente: hasta entonces el vínculo sigue en pie.
contest-decide = Decidir sobre el vínculo impugnado
contest-decide-note = Quien lo impugnó no decide. La decisión y su motivo quedan registrados junto con lo impugnado.
contest-decision = Decisión
contest-kept = El vínculo se mantiene
contest-withdrawn = El vínculo se retira
contest-erased = El vínculo cayó: se borró aquello en lo que se basaba
contest-grounds = Fundamento
contest-decide-send = Decidir
contested-title = Vínculos impugnados
contested-subject = Alguien impugna un vínculo de los de abajo, y todavía no ha decidido nadie. Hasta entonces nadie cuyos hechos dependan de él pasa a una unidad ni se detiene.
contested-note = Alguien impugna vínculos de los que dependen hechos de esta persona, y todavía no ha decidido nadie. Hasta entonces no se asigna a ninguna unidad ni entra en ninguna lista de detenciones.
done-bands-decided = Los avisos elegidos están ahora en esta banda.
done-link-contested = El vínculo queda impugnado.
done-contest-decided = La decisión sobre el vínculo impugnado queda registrada.

# qué cambiaría una decisión sobre un vínculo
effect-title = Qué cambiaría
effect-show = Mostrar qué cambiaría
effect-none = Por ahora no cambia ningún sujeto: otros vínculos mantienen unidas las mismas cuentas, o nada las une.
effect-before = Ahora
effect-after = Después
effect-closed = { $count ->
    [one] y una cuenta de una operación reservada para quien lee
   *[other] y { $count } cuentas de operaciones reservadas para quien lee
}
effect-persons = Se les atribuyeron hechos de estos sujetos. Eso no cambia por sí solo: hay que revisar si se sigue sosteniendo.
effect-operations = Estas operaciones siguen a las cuentas: lo que se separe permanece en ellas hasta que alguien lo saque.
effect-recipients = Quién debe saberlo
effect-recipients-note = Estas unidades recibieron a una de estas personas y se apoyan en lo dicho antes (Directiva (UE) 2016/680, art. 7.3). La página de su encargo muestra los vínculos como estaban entonces y como están ahora.

# en qué se apoyaron las decisiones
relied-title = Decisiones, entonces y ahora
relied-note = Cada decisión guarda los vínculos como estaban cuando se tomó. Los puntos cambian a medida que más cuentas declaran un rasgo; una decisión se lee por lo que se sabía.
relied-identification = Identificación
relied-assignment = Asignación a una unidad
relied-weights = Pesos { $version }, de { $date }.
relied-erased = Se borró aquello en lo que se apoyó.
relied-changed = ha cambiado desde entonces
relied-no-links = No había ningún vínculo: el sujeto era una sola cuenta.
relied-link = Vínculo
relied-then = Entonces
relied-now = Ahora
relied-not-yet = todavía no existía
relied-gone = ya no existe
relied-changed-title = Los vínculos han cambiado desde la asignación
relied-changed-note = Los vínculos a partir de los que se asignó a la persona están hoy de otra manera, o desde entonces otros han unido más cuentas. Conviene revisarlos antes de actuar; en caso de duda, hay que consultar a la unidad central.

# lo que unos sujetos tienen en común sin ser uno
relations = Relaciones
relations-note = Estos sujetos tienen con este una línea o un hogar en común. Es una relación: no dice quién actuó, y en ningún caso los convierte en un solo sujeto.
relation-same_line = La misma línea
relation-same_household = El mismo hogar
relation-ground-line = Hechos desde una misma dirección con menos de un día de diferencia; no consta que muchos compartan esa dirección.
relation-ground-family_name = En los avisos consta un apellido en común.
relation-ground-thing = Un dispositivo o un teléfono en común, que no los convierte en un solo sujeto.
relation-acts = { $count ->
    [one] Un hecho suyo.
   *[other] { $count } hechos suyos.
}
# el plazo de prescripción
limitation-clock = Prescripción
first-deadline = Lo que vence antes
left-on-arrival = Quedaba al llegar
limitation-days-left = { $days ->
    [0] puede haber prescrito
    [one] queda un día para que pueda prescribir
   *[other] quedan { $days } días para que pueda prescribir
}
law-unverified = sin cotejar todavía con el texto oficial
limitation-title = Prescripción de los hechos
limitation-lead = Desde cuándo puede haber prescrito cada hecho, según la edad que se tenía al cometerlo. El primer día resulta del plazo más corto que puede aplicarse; la calificación del delito corresponde a una persona, y si un hecho ha prescrito lo deciden la fiscalía o el juzgado.
limitation-runs = Corre.
limitation-stopped = Interrumpida.
limitation-not_punishable = Sin prescripción: por debajo de la edad de responsabilidad penal no hay nada que perseguir.
limitation-unknown = No se conoce ningún plazo para el día del hecho.
limitation-earliest = Puede prescribir desde el
limitation-latest = Por el plazo más largo:
limitation-disputed = discutido, si corre desde más tarde
limitation-stopped-on = Consta interrumpida el
limitation-late = después del primer día: pudo prescribir antes
limitation-notes = Lo anotado
limitation-no-notes = Nadie ha anotado nada.
limitation-kind = Qué se anota
limitation-kind-stopped = Algo interrumpió la prescripción
limitation-kind-later_start = Se sostiene que corre desde un día posterior (discutido)
limitation-noted-on = Día
limitation-noted-on-hint = El de la resolución que la interrumpió, o aquel desde el que se sostiene que corre.
limitation-grounds = Fundamento
limitation-grounds-hint = Qué resolución, de quién y con qué número; o quién sostiene que corre desde más tarde, y por qué artículo.
limitation-withdraw = Retirar la anotación
limitation-withdraw-question = El plazo se cuenta entonces sin ella. Queda constancia de que existió.
limitation-note-title = Anotar algo sobre la prescripción
limitation-note-lead = La interrumpe una resolución motivada contra una persona determinada; las diligencias policiales por sí solas, no. Un comienzo posterior que alguien sostenga se muestra junto al primer día, y las listas siguen contando con el primero.
limitation-note-send = Guardar la anotación
done-limitation-noted = La anotación queda guardada.
done-limitation-withdrawn = La anotación queda retirada.

# avisos de que la prueba puede borrarse
nav-evidence-warnings = Prueba por vencer
waiting-evidence-warnings = { $count ->
    [one] Su operador puede borrar pronto una conexión
   *[other] Sus operadores pueden borrar pronto { $count } conexiones
}
waiting-why-evidence-warnings = Nadie las ha pedido. Pídanse al operador, o que las conserve, y asúmase la alerta.
warnings-title = Prueba que puede borrarse pronto
warnings-lead = Treinta, catorce y siete días antes de que un operador pueda borrar los datos de una conexión que nadie ha pedido se genera aquí una alerta, una sola vez cada una. Quien la asume consta junto a ella con su nombre.
warnings-open = Sin asumir, por operador
warnings-count = { $count ->
    [one] Una alerta.
   *[other] { $count } alertas.
}
warnings-first = La primera puede borrarse desde el
warnings-take = Asumir estas
warnings-taken = Asumidas, las más recientes primero
warnings-taken-note = Quien asumió alertas por error, u otra persona, lo deshace aquí: vuelven a estar sin asumir, y ambos constan junto a ellas con el motivo. Una búsqueda por operador en la lista de abajo acota también estas.
warnings-undo = Deshacerlo
warnings-list = Todas las alertas
warnings-none = Ninguna alerta
warnings-none-next = Ir a los sujetos
warnings-search = Operador
warning-threshold = Días antes
warning-raised = Generada
warning-open = Sin asumir
warning-taken = Asumida
warning-preserved = El operador la conserva
warning-taken-before = La había asumido { $name }
warning-undone = Lo deshizo { $name }
act-number = Hecho o suceso
operator-unknown = Operador desconocido
left-evidence-warnings = Alertas de prueba sin asumir
done-warnings-taken = Las alertas quedan asumidas.
done-warnings-undone = Las alertas vuelven a estar sin asumir.

# oficios de conservación a los operadores
nav-preservation-letters = Oficios de conservación
erasable-by-word = según el operador
erasable-by-law = Por ley, desde el
erasable-unknown = Sin norma conocida
warnings-preserve = Redactar un oficio para que las conserve
preserve-title = Pedir la conservación
preserve-lead = Se redacta un oficio por cada operador de los hechos y sucesos marcados, a nombre de quien lo hace. Pide que se conserven los datos y no pide los datos de nadie.
preserve-none = Ningún hecho ni otro suceso tiene una dirección cuyo operador se conozca.
preserve-legal-basis-hint = El artículo, y la resolución si la hay.
preserve-no-order = No se conoce ninguna orden de conservación en la ley del país de este nodo. Hay que indicar la base legal.
preserve-send = Redactar los oficios
letters-title = Oficios de conservación
letters-lead = Oficios que piden a los operadores que conserven los datos de conexiones hasta que puedan entregarse.
letters-none = Ningún oficio
letters-none-next = Ir a los sujetos
letters-search = Operador
letters-answered = Contestados
letter-number = Número
letter-title = Oficio de conservación { $number }
letter-drafted = Redactado
letter-officer = Agente
letter-agency = Policía
letter-state-drafted = Redactado, sin enviar
letter-state-sent = Enviado, sin contestar
letter-state-confirmed = Se conserva
letter-state-refused = Rechazado
letter-state-withdrawn = Retirado
letter-paper = El oficio, para imprimir o guardar
letter-back = Volver a su tramitación
letter-sent = Registrar el envío
letter-sent-lead = El oficio se envía por los medios propios; después se registra cómo.
letter-channel = Vía
letter-channel-portal = Portal del operador
letter-channel-post = Correo postal
letter-channel-email = Correo electrónico
letter-channel-by_hand = En mano
letter-channel-other = Otra
letter-sent-on = Enviado el
letter-sent-reference = Referencia
letter-sent-reference-hint = El número de registro, del portal o del envío.
letter-sent-send = Registrar
letter-sent-withdraw = No se envió
letter-sent-withdraw-question = El oficio vuelve a contar como redactado.
letter-answer = Respuesta del operador
letter-answer-lead = Lo que dice el operador desplaza el día desde el que cuentan como borrables sus datos, nunca a antes del día que marca la ley.
letter-verdict = Qué dice
letter-verdict-confirmed = Los conserva
letter-verdict-refused = No los conserva
letter-preserved-until = Conservado hasta
letter-preserved-until-hint = El primer día en que, pese a todo, puede borrarlos. Vacío si no los conserva.
letter-answer-reference = Su referencia
letter-answer-reference-hint = El número de su escrito, o quién lo dijo y cuándo.
letter-answer-send = Registrar la respuesta
letter-answer-withdraw = Retirar la respuesta
letter-answer-withdraw-question = Los días de borrado vuelven a ser los de la ley, o los de otro oficio.
letter-withdraw = Retirar el oficio
letter-withdraw-question = Su número no vuelve a usarse.
paper-title = Solicitud de conservación de datos n.º { $number }
paper-from = De
paper-to = A
paper-date = Fecha
paper-asks = Se solicita que conserven, sin borrarlos ni alterarlos, los datos que identifican a quien usó cada una de las conexiones siguientes en el instante indicado, hasta que reciban una orden para entregarlos o termine el plazo legal. Este oficio no pide la entrega de ningún dato.
paper-term = La ley prevé para ello { $term }, prorrogables hasta { $extended } en total.
paper-lines = Conexiones
paper-address = Dirección
paper-port = Puerto
paper-no-port = no consta
paper-stated = Hora como la escribió la fuente
paper-zone = Zona indicada
paper-times = Cada hora figura como la escribió su fuente, con la zona que indica, y en UTC. Cuenta el instante en UTC; se ruega no convertir nada a mano. Cuando consta un puerto, hace falta para distinguir a los abonados que compartían la dirección.
paper-secrecy = Se ruega tratar esta solicitud con reserva y no comunicarla a los abonados.
paper-answer = Se ruega confirmar por escrito hasta qué día se conservan los datos, citando el número { $number }.
paper-officer = Agente: { $name }
done-letter-drafted = El oficio queda redactado. Todavía no se ha enviado.
done-letters-drafted = Los oficios quedan redactados, uno por operador. Todavía no se han enviado.
done-letter-sent = El envío queda registrado.
done-letter-sent-withdrawn = El oficio vuelve a contar como redactado.
done-letter-answered = La respuesta queda registrada.
done-letter-answer-withdrawn = La respuesta queda retirada.
done-letter-withdrawn = El oficio queda retirado.

# vías y lo que corresponde en cada una
paths-title = Vías y actuaciones debidas
paths-lead = Cada hecho tiene su vía, según la edad que se tenía al cometerlo. Si la edad no consta, el hecho se trata por el lado que protege a un menor, hasta que se averigüe más o decida un agente con su nombre. Ninguna decisión permite detener.
handled-as = Se trata como
path-until-decided = indeterminada: se trata así hasta que alguien decida
path-decided = decidido por un agente
path-decisions = Decisiones sobre edades que no constan
path-no-decisions = Nadie ha decidido nada.
path-withdraw = Retirar la decisión
path-withdraw-question = Los hechos vuelven a tratarse según la edad al cometerlos. Queda constancia de la decisión.
path-decide-title = Decidir sobre una edad que no consta
path-decide-lead = Si no consta si alguien era menor, un agente puede decidir la vía de menores o la de adultos. Si no consta si había alcanzado la edad penal, solo la de protección: nadie puede decidir que un niño tenía edad suficiente, y solo una fecha de nacimiento mejor conocida permite más.
path-reason = Motivo
path-reason-hint = Qué lo apoya: un documento, un informe forense, lo que dijo la Fiscalía.
path-decide-send = Guardar la decisión
duties-title = Qué corresponde, y a quién
duties-open = La edad no consta en un hecho al menos.
duties-unknown = sin incorporar aquí
duties-unknown-why = Lo que exige la ley aplicable aquí, y cuánto puede durar por ella una detención, no está incorporado a este sistema. Eso no significa que no corresponda nada: consúltese a la Fiscalía o al servicio jurídico.
duty-in-custody = si hay detención
duty-within = En las { $hours } horas siguientes a la detención
duty-under-file = Remitir el expediente, con lo averiguado y sin nada de otros menores, a
duty-under-particulars = La Fiscalía, y no la policía, traslada los datos que la protección necesita a
duty-under-no-arrest = Ni detención, ni calabozo, ni anotación en la lista de detenciones. Se explica a
duty-juvenile-heard = Oír sin detener, salvo que nada más sea eficaz; la detención exige motivos por escrito. Se explica a
duty-juvenile-prosecutor = Dirige la investigación
duty-juvenile-measures = Las diligencias que restringen derechos se piden a través de
duty-juvenile-own-file = Un expediente por menor, aparte de los adultos y de otros menores, a
duty-juvenile-words = Decir con palabras claras por qué, y qué derechos asisten, a
duty-juvenile-told = Comunicar de inmediato la detención y el lugar, también a la Fiscalía, a
duty-juvenile-lawyer = Declaración solo con abogado y en presencia de quien ejerza la patria potestad; se debe a
duty-juvenile-apart = Custodia separada de los adultos, con los cuidados que pidan la edad y la persona; se debe a
duty-juvenile-release = Poner en libertad, o a disposición de
duty-juvenile-decision = Decide sobre la libertad, o pide una medida al juez:
duty-adult-file = Remitir el atestado, haya autor conocido o no, a
duty-adult-release = Poner en libertad, o a disposición judicial; se debe a
owed-juvenile-prosecutor = la Sección de Menores de la Fiscalía
owed-protection-body = la entidad pública de protección de menores
owed-minor-and-guardians = la persona menor de edad y sus padres o tutores
owed-person = la persona
owed-court = la autoridad judicial de guardia
done-path-decided = La decisión queda guardada.
done-path-withdrawn = La decisión queda retirada.

# las normas que aplica este nodo
law-title = Las normas que aplica este nodo
law-lead = Cada norma de la que resultan aquí días y vías, con artículo, fuente y el día desde el que rige. Aquí solo decide la de España. Junto a cada una consta si alguien la ha cotejado con el texto oficial.
law-what = Norma
law-value = Valor
law-from = Desde
law-source = Fuente
law-review = Cotejo
law-verified = cotejada con el texto oficial
law-ages = Edades
law-limitation = Prescripción
law-kept = Cuánto se conservan los datos
law-preservation = Órdenes de conservación
law-bases = Bases legales de los requerimientos a operadores: de esto no se decide nada
law-bases-portugal = Las mismas en Portugal: de esto no se decide nada
law-orders-judge = lo ordena un juez
law-orders-judge-or-prosecutor = lo ordena un juez o la Fiscalía
law-orders-prosecutor-or-police = lo pide la Fiscalía o la Policía
law-offices = Juzgados y fiscalías, como denominaciones genéricas para elegir: de esto no se decide nada
law-every-province = todas las provincias
law-duties = Qué corresponde en cada vía
law-elsewhere = Edad de responsabilidad penal en otros países: de esto no se decide nada
law-spain = España
law-portugal = Portugal (no se decide nada de ella)
law-england-and-wales = Inglaterra y Gales (no se decide nada de ella)
law-age-responsibility = Edad de responsabilidad penal
law-age-adult = Edad del código de adultos
law-years = { $years ->
    [one] un año
   *[other] { $years } años
}
law-days = { $days } días
law-hours = { $hours } horas desde la detención
law-months = { $months } meses
law-extended = { $term }, { $extended } como máximo
law-between = { $from } o { $to } años
law-kept-connection = Operadores: quién usó una dirección
law-kept-report = Proveedores: la copia de un aviso
law-class-less-serious = delito menos grave de un menor
law-class-grave = delito grave de un menor
law-class-over-ten = delito de un menor castigado con más de diez años
law-class-adult-up-to-five = delito de un adulto castigado con hasta cinco años
law-class-adult-over-five = delito de un adulto castigado con más de cinco años
law-class-adult-over-ten = delito de un adulto castigado con más de diez años
law-class-adult-fifteen-or-more = delito de un adulto castigado con quince años o más
# imports of what the unit had downloaded
report-import = Importación
report-imports-title = Importaciones de avisos descargados
report-imports-lead = Lo que amparo police import tomó de una carpeta. Una importación se puede deshacer entera mientras nadie haya trabajado sobre ella; sigue en esta lista.
report-imports-none = No se ha importado nada. Se hace con amparo police import.
report-import-at = Importada
report-import-by = Por
report-import-known = Ya conocidos
report-import-undone = Deshecha
report-import-stands = vigente
report-import-undo = Deshacer esta importación
report-import-undo-question = Se van sus avisos, las cuentas que solo ellos nombran y los vínculos que de ellos se siguen, con sus archivos y el paquete. Lo que trajo también otra importación o remisión se queda. Otra persona debe aprobarlo en 15 minutos. Hay que decir por qué.
action-undo-import = Deshacer una importación
input-import_id = Importación

# possible minors, and who waits longest
waiting-minors = { $count ->
    [one] Un aviso que puede ser de un menor, sin leer
   *[other] { $count } avisos que pueden ser de menores, sin leer
}
waiting-why-minors = Según lo que consta de una cuenta, su titular no había cumplido dieciocho años. No prueba nada; se miran con el cuidado que se debe a los menores.
longest-title = Los que más esperan, por banda
longest-note = Para que ninguno quede olvidado detrás de los demás: de cada banda, el aviso que lleva más tiempo sin que nadie lo lea.
longest-days = { $days ->
    [0] desde hoy
    [one] desde hace un día
   *[other] desde hace { $days } días
}
# asking operators, and the guard against the wrong household
event-zone = Zona escrita: { $zone }. UTC: { $utc }
event-no-zone = Sin zona escrita. UTC: { $utc }
event-flag-no_zone = hora sin zona
event-flag-offset_out_of_season = desfase de la otra mitad del año: ¿reloj sin cambiar?
event-flag-offset_of_islands = una hora menos que en la Península: ¿Canarias, o reloj sin cambiar?
event-flag-clock_repeated = esa noche el reloj marcó esta hora dos veces: úsese UTC
event-flag-after_report = posterior a su aviso: ¿año equivocado?
event-flag-long_before_report = más de un año anterior a su aviso: ¿año equivocado?
event-flag-port_missing = dirección compartida y sin puerto
event-flag-address_not_public = ningún operador asigna a nadie esta dirección
second-reading = la misma hora, leída en otra zona
subscriber-holder = Titular del contrato
subscriber-born = nacimiento
asked-despite = Por qué se preguntó pese a las dudas
ask-guard = Dudas sobre la hora o la dirección
ask-guard-flags = Algún hecho o suceso lleva una advertencia. Para preguntar por él hace falta un motivo: una hora o un puerto equivocados señalan otro domicilio.
ask-guard-none = Ningún hecho ni suceso lleva advertencias. Si aun así se duda de la hora, se puede preguntar también por otra lectura.
ask-despite = Motivo para preguntar pese a las dudas
ask-despite-hint = Queda en el requerimiento, cifrado, y no se envía al operador.
ask-reading = Preguntar también por la misma hora en otra zona
ask-reading-hint = El operador recibe los dos momentos, cada uno en su línea: los de los hechos cuya zona es dudosa o, si no lo es ninguna, los de todos los marcados.
ask-reading-none = No: solo por el momento del aviso
release-reason = Motivo
release-reason-hint = Hace falta si los momentos llevan a líneas distintas, si menos de dos independientes llevan a la misma línea o si ninguna instalación está en la provincia. Un domicilio de facturación no es un lugar de uso.
attribute-release-reason-hint = Hace falta si los momentos de estos hechos llevan a otra línea que lo que tiene la unidad, o a ninguna que termine en su provincia.
input-release_reason = Motivo del encargo
input-independent_events = Momentos independientes que llevan a la misma línea
input-independent_sign_ins = De los momentos independientes, inicios de sesión y otros sucesos que no son hechos
input-events_lead = Líneas de los momentos
events-lead-same = Todos llevan a la misma línea
events-lead-different = Llevan a líneas distintas y se contradicen entre sí
events-lead-none = Ningún momento lleva a una sola línea
input-named_lines = Líneas distintas que indicaron los operadores
input-unit_name = Provincia de la unidad
input-installations = Provincias de las instalaciones

# el fundamento y la orden de un requerimiento
unasked-title = Hechos por los que no se ha requerido
unasked-lead = Por operador, lo que antes se borra primero. Donde el titular de una cuenta puede ser menor, el requerimiento se redacta aparte, para la Fiscalía de Menores.
unasked-none = No queda ninguna dirección por la que requerir.
operator-unknown-what-to-do = Ninguna asignación dice a quién se dieron estas direcciones en el momento del hecho. Consulte cada una en el registro de direcciones (en Europa, el de RIPE NCC) tal como estaba ese día, marque los hechos de un solo operador y escriba su nombre como lo da el registro. Diga además al centro receptor qué asignación falta en sus tablas, para que los avisos siguientes nombren al operador. No espere a ello: el día del borrado llega igualmente.
draft-title = Requerimiento sobre todos los sujetos
draft-by-basis = según la base legal
addressee = Quién lo ordena
addressee-court = un juzgado o tribunal
addressee-prosecutor = la Fiscalía
addressee-juvenile_prosecutor = la Fiscalía, Sección de Menores
addressee-police = la propia Policía
addressee-reason = Por qué no va a la Sección de Menores
addressee-reason-hint = Hace falta si lo ordena otro órgano y algún autor podría ser menor, también si se sabe más tarde. Queda cifrado.
order-title = Base legal y orden
order-minor-hint = Algo indica que un autor puede ser menor: se redacta para la Fiscalía, Sección de Menores. Decide el agente; enviarlo a otro órgano pide un motivo.
order-basis = Base legal del requerimiento
order-basis-hint = Dice quién puede ordenarlo y qué datos hacen falta antes de enviarlo.
order-basis-none = sin elegir: así no se puede dar por enviado
order-court = Juzgado, tribunal o fiscalía
order-court-hint = Los nombres propuestos son genéricos, por provincia: complétese con el del órgano.
order-procedure = Número de procedimiento
order-number = Número de la autorización
order-number-hint = Por ejemplo, el del auto, con su fecha.
order-sent = Enviado
order-not-sent = sin enviar
order-save = Guardar base y orden
order-send-note = Dar por enviado exige lo que pide la base legal.
order-send = Dar por enviado
order-unsend = No se envió
order-unsend-question = El requerimiento vuelve a constar sin enviar. Queda registrado con el motivo.
done-request-authorized = Base legal y orden guardadas.
done-request-sent = El requerimiento consta como enviado.
done-request-unsent = El requerimiento vuelve a constar sin enviar.
order-basis-es_588_ter_k = De una dirección IP al equipo o al abonado
order-basis-es_588_ter_j = Datos de tráfico que guarda el operador
order-basis-es_588_ter_m = Titular de un número o de un equipo
order-basis-es_ley_25_2007 = Datos de conexión conservados doce meses
order-basis-pt_ciber_14 = Abonado, y quién usó una dirección IP en un instante (Portugal)
order-basis-pt_ciber_18 = Datos de tráfico de las comunicaciones (Portugal)
order-basis-pt_lei_32_2008 = Identidad, datos de base y direcciones de origen conservados un año (Portugal)
order-basis-pt_cpp_189 = Registros de llamadas y localización de una línea móvil (Portugal)
order-basis-eu_epoc = Orden europea de producción (EPOC)
order-basis-eu_epoc_pr = Orden europea de conservación (EPOC-PR)
order-bar-es_588_ter_k = Delitos del art. 588 ter a: entre ellos, los cometidos por medios informáticos.
order-bar-es_588_ter_j = Delitos del art. 588 ter a: entre ellos, los cometidos por medios informáticos.
order-bar-es_588_ter_m = Para la investigación de un delito; no llega a datos de tráfico.
order-bar-es_ley_25_2007 = Delitos graves. Se discute si la mera posesión llega a serlo.
order-bar-pt_ciber_14 = Delitos de la Ley del Cibercrimen, los cometidos por medio de un sistema informático y aquellos cuya prueba es electrónica. No llega a datos de tráfico; los tribunales permiten que la Fiscalía pida una dirección en un instante.
order-bar-pt_ciber_18 = Delitos de la Ley del Cibercrimen, y los del art. 187 del Código de Proceso Penal cometidos por medio de un sistema informático o cuya prueba es electrónica.
order-bar-pt_lei_32_2008 = Delitos graves. El tráfico y la localización se conservan solo si lo permite el Tribunal Supremo; se discute si puede usarse lo que se guarda para facturar.
order-bar-pt_cpp_189 = Delitos del art. 187.1, entre ellos los castigados con más de tres años. Se discute si llega a los registros de internet.
order-bar-eu_epoc = Datos de abonado y los que solo identifican: cualquier delito; tráfico y contenido, delitos con un umbral de pena.
order-bar-eu_epoc_pr = Cualquier delito; sesenta días, prorrogables.

# el requerimiento en papel
document-open = Ver el documento
document-back = Volver al requerimiento.
document-how = El navegador lo imprime o lo guarda como PDF, en el idioma de la página.
document-pdf = En PDF
document-title = Requerimiento de datos { $number }
document-title-order = Solicitud de autorización { $number }
document-to = A
document-no-addressee = por decidir quién lo ordena
document-basis = Base legal
document-asked = Qué se pide
document-asked-order = Se solicita autorización para requerir a { $operator } los datos del abonado de cada una de estas conexiones:
document-asked-operator = Los datos del abonado que usaba cada una de estas direcciones en el momento indicado en UTC:
document-address = Dirección
document-port = Puerto de origen
document-no-port = no consta
document-stated = Como lo escribe el aviso
document-answer = Cómo debe ser la respuesta
document-answer-echo = Cada línea repite la dirección y el momento en UTC que se consultó.
document-answer-apart = El titular, el domicilio de facturación y el de instalación van por separado. Un domicilio de facturación no es un lugar de uso.
document-answer-several = Si varios abonados compartían la dirección y no consta el puerto, se indican todos.
document-answer-form = Se admite como JSON (amparo-disclosure-answer/1), CSV o XML.
document-period = Plazo
document-deadline-hours = { $hours ->
    [one] una hora desde la recepción.
   *[other] { $hours } horas desde la recepción.
}
document-preserved-days = conservación durante { $days } días, prorrogables.
document-issuing = Autoridad emisora
document-validating = Autoridad validadora
document-european-json = Los campos como JSON
document-care = Cuidado de las personas
document-care-text = El titular de una línea no tiene por qué ser quien la usó. Este documento no atribuye ningún hecho a nadie.
document-care-minor = Puede afectar a un menor: solo lo trata quien lo necesite.
order-emergency = Por qué es una emergencia
order-emergency-hint = Solo en una orden europea de producción, cuando peligra la vida o la integridad de alguien. El plazo pasa a ser de horas.

# respuestas de operadores por archivo
imports-title = Respuestas por archivo
imports-lead = Un archivo del operador responde a varios requerimientos. Lo que está mal se señala por línea, columna y campo; lo demás cuenta. El archivo original se guarda, si algo de él se registra, y todo puede deshacerse de una vez. La respuesta a un solo requerimiento, pegada o escrita, también queda aquí tal como llegó.
imports-none = Todavía no se ha tomado ningún archivo de respuestas.
import = Archivo de respuestas
import-format = Formato
import-answered-at = Respondido
import-at = Tomado
import-by = Tomado por
import-answers = Respuestas registradas
import-answers-none = Ninguna respuesta de este archivo cuenta.
import-standing = cuenta
import-not-kept = no se guarda
import-not-kept-why = Como nada se ha registrado, el archivo no se guarda: corríjalo y vuelva a tomarlo.
import-file = Archivo del operador
import-file-hint = CSV, JSON o XML, hasta 8 MiB.
import-send = Tomar las respuestas
import-how = Cómo debe ser el archivo
import-how-fields = Una fila por abonado de cada línea. Los cuatro primeros campos son obligatorios; una fila sin abonado dice que nadie tenía la dirección.
import-how-forms = CSV con esos nombres en la primera línea; JSON con "schema": "amparo-disclosure-answers/1" y "rows"; XML con row dentro de disclosureAnswers. Un requerimiento con una fila mal se deja fuera entero.
import-refused = Lo que no se ha tomado
import-marked = Tomado, con una duda
import-column = Columna
import-field = Campo
import-problem = Qué hay
import-expected = Qué se esperaba
import-withdraw = Deshacer el archivo entero
import-withdraw-question = Ninguna respuesta de este archivo cuenta ya. Queda registrado con el motivo.
done-answers-imported = El archivo se ha tomado. Véase abajo lo que quedó fuera.
done-import-withdrawn = El archivo se ha deshecho entero.
## Qué sostiene una identificación y en qué estado está
identification-title = Identificación
identification-of = Identificación de { $name }
identification-link = Qué la sostiene
identification-state-proposed = Propuesta
identification-state-confirmed = Confirmada
identification-state-contested = Impugnada
identification-state-cleared = Descartada
identification-means-proposed = La decidió un agente. Un segundo agente no la ha confirmado.
identification-means-confirmed = Un segundo agente la respalda.
identification-means-contested = Alguien dice que no fue esta persona. Hasta que un agente lo decida, no se encarga a ninguna unidad ni entra en la lista de detenciones.
identification-means-cleared = Se comprobó que no fue esta persona. Todavía no se suprime nada; el plazo hasta la supresión corre cuando la persona queda descartada de todo.
account-user = Quién usaba la cuenta
account-user-none = Nadie ha dicho todavía quién usaba la cuenta. De quién es la línea no lo dice.
account-user-hint = El titular de una línea y el usuario de una cuenta no son lo mismo. Explique por qué fue esta persona y no otra del domicilio.
account-use-title = Decir quién usaba la cuenta
account-use-send = Registrar quién la usaba
confidence = Grado de certeza
confidence-possible = Posible: también pudieron ser otras personas
confidence-probable = Probable: pesa más lo que lo apoya
confidence-established = Acreditado: nada de lo conocido lo contradice
ground-list-fact = Hechos comprobados
ground-list-assessment = Valoraciones
ground-list-household = Convivientes considerados
ground-none = No consta ninguno
ground-add = Añadir una línea
ground-kind = Qué es
ground-kind-fact = Hecho comprobado: lo que muestra una fuente
ground-kind-assessment = Valoración: lo que alguien deduce
ground-kind-household = Conviviente que se consideró
ground-statement = Qué se sabe
ground-statement-hint = De un conviviente: por qué entra en consideración o por qué no. Sin nombres.
ground-source = Fuente
ground-source-hint = De dónde se sabe: un documento, una respuesta, un registro, una conversación.
ground-send = Añadir la línea
ground-withdraw = Retirar esta línea
ground-withdraw-question = Queda registrada con el motivo.
household-role = Papel en el domicilio
household-role-hint = Solo de un conviviente: su papel, nunca su nombre.
household-role-none = Ningún conviviente
household-role-parent = Padre o madre
household-role-partner = Pareja
household-role-child = Hijo o hija
household-role-sibling = Hermano o hermana
household-role-grandparent = Abuelo o abuela
household-role-relative = Otro familiar
household-role-lodger = Inquilino o inquilina
household-role-guest = Huésped
identification-decisions = Qué se ha decidido
identification-undecided = Nadie ha decidido todavía sobre ella.
identification-decision = Decisión
identification-decide-note = Vale la decisión más reciente, y todas quedan registradas. Quien identificó a la persona no puede confirmarla.
identification-decide-confirmed = Confirmar: fue esta persona
identification-decide-contested = Impugnar: alguien dice que no fue esta persona
identification-decide-cleared = Descartar: no fue esta persona
identification-decide-send = Registrar la decisión
identification-contest = Impugnar esta identificación
identification-contest-question = Indique quién dice que no fue esta persona y con qué fundamento. Figura como impugnada dondequiera que se vea a la persona hasta que la unidad central decida.
done-account-use-stated = Se ha registrado quién usaba la cuenta.
done-identification-line-added = La línea se ha añadido.
done-identification-line-withdrawn = La línea se ha retirado.
done-identification-decided = La decisión se ha registrado.

## Quién tiene los datos de una persona descartada
nav-clearances = Personas descartadas
clearances-title = Personas descartadas
clearances-lead = Personas descartadas y quién tiene todavía sus datos: qué falta para que conste en todas partes que se suprimieron.
clearances-none = No se espera a nadie
clearance-lead = Cuando la persona queda descartada, se avisa a quien tiene sus datos, que acredita que los ha suprimido. Este nodo los suprime por sus unidades.
recipient = Destinatario
recipient-waits = Falta
recipient-waits-told = Avisarlo
recipient-waits-acknowledged = Que la unidad se dé por enterada
recipient-waits-erased = El justificante de la supresión
recipient-person-erased = Suprimida aquí; queda el número
recipient-kind-unit = Unidad provincial
recipient-kind-prosecutor = Expediente de la Fiscalía
recipient-kind-court = Juzgado o tribunal
recipient-kind-protection_body = Entidad de protección de menores
recipient-kind-agency = Organismo
recipient-kind-export = Exportación
recipient-steps = Qué se ha hecho
recipient-steps-none = Todavía nada.
recipient-step-told = Avisado de que la persona está descartada
recipient-step-acknowledged = Se ha dado por enterado
recipient-step-erased = Ha suprimido los datos
recipient-waits-changed = Hay que avisar de que el sujeto ha crecido
recipient-step-changed = Avisado de que el sujeto ha crecido
recipient-step-title = Registrar un paso
recipient-step-what = Qué se ha hecho
recipient-step-send = Registrar el paso
recipient-withdraw = Nunca tuvo los datos
recipient-withdraw-question = Ya no se espera nada de este destinatario. Queda registrado con el motivo.
recipient-mistake = Por qué se retiró
recipient-step-withdraw = Retirar este paso
recipient-step-withdraw-question = Queda registrado con el motivo.
recipient-reference = Número del oficio o del justificante
recipient-reference-hint = Dura más que los datos de la persona: no debe nombrar a nadie.
recipient-acknowledge = Darse por enterada
recipient-acknowledge-note = La persona está descartada: lo que la unidad tenga en papel o en otro sitio se destruye. Este nodo suprime su copia cuando acaba el plazo.
recipients-title = Quién tiene los datos de esta persona
recipients-lead = Las unidades constan por sus encargos. Registre aquí a quién más se le dieron datos de la persona, para no olvidar a nadie cuando quede descartada.
recipients-none = No consta nadie.
recipient-record = Registrar un destinatario
recipient-record-send = Registrar el destinatario
recipient-name = Nombre de la autoridad, o qué se exportó
recipient-name-hint = Con el número de procedimiento, si lo hay; nunca una persona.
changed-recipients-title = A quién de fuera hay que avisar de un cambio
changed-recipients-lead = Tienen datos de una persona cuyo sujeto ha crecido desde entonces y se apoyan en lo que se dijo antes (Directiva (UE) 2016/680, art. 7.3). Escríbales y hágalo constar una vez para todos los destinatarios de una persona.
changed-recipients-none = No hay que avisar a nadie de fuera
recipients-tell = Se ha avisado a todos ellos
done-recipients-told = Consta que se les ha avisado.
waiting-untold = { $count ->
    [one] Hay que avisar a un destinatario de fuera de que un sujeto ha crecido
   *[other] Hay que avisar a { $count } destinatarios de fuera de que hay sujetos que han crecido
}
waiting-why-untold = Actúan según lo que se dijo antes. Escríbales y haga constar la carta.
done-recipient-recorded = El destinatario se ha registrado.
done-recipient-withdrawn = El destinatario se ha retirado.
done-recipient-step-recorded = El paso se ha registrado.
done-recipient-step-withdrawn = El paso se ha retirado.

## Fundamentos perdidos
nav-lost-grounds = Fundamentos perdidos
losses-title = Fundamentos perdidos
losses-lead = Qué ha dejado de sostener hechos atribuidos a alguien, o los sostendría sin razón. Lo que se apoya en ello queda retenido hasta que un agente decida qué se hace.
losses-none = No se ha perdido ningún fundamento
loss-title = Fundamento perdido
loss-lead = No se ha retirado nada. No se encarga a ninguna unidad ni entra en la lista de detenciones nadie afectado hasta que un agente decida que la identificación se apoya en otros fundamentos, o la retire.
ground-lost = Fundamento perdido
loss-cause = Qué se ha perdido
loss-cause-notice = El remitente ha retirado avisos
loss-cause-link = Un vínculo ya no une
loss-grew-common = Un aviso nuevo ha mostrado que el dato que compartían es común: ya no une estas cuentas.
loss-cause-veto = Dos cuentas se mantienen separadas
loss-cause-file = La coincidencia de un archivo es errónea
loss-cause-allocation = Una asignación de direcciones es errónea
loss-cause-import = Se ha deshecho una importación
loss-cause-erasure = Se ha borrado un aviso, un sujeto o la respuesta de un operador
loss-cause-answer = Se ha retirado la respuesta de un operador
loss-erased = Se borró por decisión de dos personas, y lo que decía ya no existe.
loss-what = Cuál
loss-at = Perdido el
loss-by = Registrado por
loss-undecided = Sin decidir
loss-unheard = Unidades que no se han dado por enteradas
loss-lose = Registrar un fundamento perdido
loss-lose-note = Quien se identificó por ello queda retenido en el acto, y se avisa a las unidades que tienen el encargo. No se olvida: quien se identifique por ello más tarde queda retenido también.
loss-lose-file = La coincidencia de un archivo: su hash se ha retirado de una lista
loss-lose-allocation = Una asignación de direcciones: eran entonces de otra persona
loss-lose-send = Marcar lo que se apoya en ello
loss-value = SHA-256 del archivo o rango de direcciones
loss-value-hint = Un rango como 192.0.2.0/24, o una dirección.
loss-objects = Qué se apoyaba en ello
loss-nobody = Nadie está identificado por ello todavía. Los hechos con este archivo o esta dirección se marcan en cuanto llegan, y quien se identifique por uno queda retenido en el acto.
act-ground-lost = Su archivo o su dirección es un fundamento perdido: quien se identifique por él queda retenido
loss-objects-legend = Cuáles de estos
loss-open = sin decidir
loss-kind-act = Hecho
loss-kind-identification = Identificación
loss-kind-assignment = Encargo
loss-kind-arrest_entry = Anotación en la lista de detenciones
loss-kind-recipient = Expediente o autoridad de fuera
loss-fate = Qué se hace con ello
loss-fate-stands = Se mantiene: se apoya en otros fundamentos
loss-fate-dropped = Se abandona: se retira por su propia vía
loss-decide-send = Registrar la decisión
loss-notes = Unidades que se han dado por enteradas
loss-notes-none = Ninguna todavía.
loss-note-lead = La unidad no hace nada que se apoye en esto hasta que la unidad central decida.
loss-note-send = Darse por enterada
loss-withdraw = Retirar esta pérdida
loss-withdraw-question = Lo que se apoyaba en ello vuelve a quedar libre. Queda registrada con el motivo.
waiting-lost = { $count ->
    [one] Se ha perdido un fundamento
   *[other] Se han perdido { $count } fundamentos
}
waiting-why-lost = Quien se identificó por ello queda retenido. Vea qué se apoyaba en ello.
done-ground-lost = Queda registrado. Lo que se apoya en ello está marcado y se ha avisado a las unidades.
done-loss-decided = La decisión se ha registrado.
done-loss-noted = La unidad se ha dado por enterada.
done-loss-withdrawn = La pérdida se ha retirado.

## Avisos que no son delito
no-offence-title = No es delito
no-offence-find = Lo avisado no es delito
no-offence-question = Por este aviso no hay nadie identificado ni lo habrá. La palabra vuelve sin el motivo y sin ninguna persona, y se pide a la plataforma que restablezca la cuenta. Empieza el plazo hasta la supresión.
no-offence-withdraw = Retirar esta conclusión
no-offence-withdraw-question = El remitente sabe así que la investigación sigue. Queda registrada con el motivo.
done-no-offence-found = La conclusión se ha registrado, y el remitente lo sabe.
done-no-offence-withdrawn = La conclusión se ha retirado, y el remitente lo sabe.

## Qué es alguien en un caso
case-roles-title = Papeles en el caso
case-roles-lead = Autor es quien tiene hechos atribuidos. Quien siendo menor compartió lo que le hicieron es también víctima: regístrelo aquí, y figurará lo primero dondequiera que se vea al menor.
case-role = Papel
case-role-victim = Víctima
case-role-witness = Testigo
case-role-author = Autor de hechos
case-roles-none = No consta nada aparte de los hechos.
case-role-record = Registrar un papel
case-role-send = Registrar el papel
case-role-withdraw = Retirar este papel
case-role-withdraw-question = Queda registrado con el motivo.
done-case-role-recorded = El papel se ha registrado.
done-case-role-withdrawn = El papel se ha retirado.
## Encargos entre unidades
assignments-returned = devueltos
assignment-state-handed = abierto
assignment-state-accepted = aceptado
assignment-state-returned = devuelto por la unidad
assignment-number = Encargo
assignment-accept = Aceptar el encargo
assignment-return = Devolver el encargo
assignment-return-question = La unidad central decide entonces: lo pasa a otra unidad, lo encarga de nuevo a esta o lo retira. No escriba aquí el nombre.
transfer-title = Pasarlo a otra unidad
transfer-lead = La otra unidad verá entonces a esta persona y los hechos atribuidos, y esta dejará de verlos. Una segunda persona debe aprobarlo en 15 minutos. Las dos unidades quedan avisadas.
transfer-reason-hint = Lo leen las dos unidades. No escriba aquí el nombre.
moves-title = Aceptados, devueltos y traspasados
moves-lead = Cómo han pasado los encargos de una unidad a otra. Una unidad lee aquí también lo que entregó, sin la persona.
moves-here = Situación del encargo
moves-none = Ningún encargo se ha aceptado, devuelto ni traspasado
move-made-at = Cuándo
move-step = Qué ha pasado
move-from = Unidad que lo tenía
move-to = Unidad que lo tiene desde entonces
move-made-by = Por
move-accepted = aceptado
move-returned = devuelto
move-transferred = traspasado
action-transfer-assignment = Pasar un encargo a otra unidad
input-assignment_id = Encargo
done-assignment-accepted = El encargo queda aceptado. Queda constancia.
done-assignment-returned = El encargo se ha devuelto a la unidad central, con el motivo.
done-transfer-asked = Una segunda persona debe aprobarlo en 15 minutos.
left-returned = Encargos que devolvieron las unidades
left-taken-away = Encargos pasados a otras unidades desde entonces
waiting-returned = { $count ->
    [one] Una unidad ha devuelto un encargo
   *[other] Las unidades han devuelto { $count } encargos
}
waiting-why-returned = Léase el motivo y pásese a otra unidad, encárguese de nuevo o retírese.
outcome-heard-first = A un menor que responde de un hecho se le oye sin detenerlo, salvo que no baste otra cosa.
arrest-reasons = Motivos de la detención
arrest-reasons-hint = Solo si hubo detención, y entonces por escrito. Con otro resultado no se conserva. No escriba aquí el nombre.
why-not-heard = Por qué no basta con oírla
why-not-heard-hint = Solo si se detuvo a alguien que no consta como mayor de edad.

## Reservas: qué unidad lleva qué
nav-claims = Qué unidad lo lleva
claims-title = Qué unidad lleva qué
claims-lead = Cuando dos unidades llevan el mismo sujeto, cada una ve de la otra cuál es, desde cuándo y hasta cuándo. Decide la unidad central.
claims-none = Ninguna unidad lleva nada aquí
claims-here = Ya lo llevan
claims-others = Otra unidad lo lleva también
claim = Anotación
claim-title = Anotar qué unidad lo lleva
claim-lead = Las unidades que coincidan en el mismo sujeto verán cuál es la suya, desde cuándo y hasta cuándo, y ningún nombre. Vale { $days } días y se puede renovar.
claim-reason-hint = Lo leen su unidad y la central. No escriba aquí ningún nombre.
claim-send = Anotarlo
claim-since = Desde
claim-until = Hasta
claim-since-until = lo lleva desde el { $since } hasta el { $until }
claim-renewed-at = Renovada
claim-renew = Renovarla
claim-withdraw = Retirar la anotación
claim-withdraw-question = La unidad deja de llevarlo. La anotación queda registrada con el motivo.
claim-meets = Con quién coincide
claim-meets-none = Ninguna otra unidad lleva el mismo sujeto.
claim-conflict = pendiente de la unidad central
claim-verdict = Qué se decide
claim-verdict-alone = Sigue solo esta unidad
claim-verdict-together = Siguen las dos juntas
claim-goes-on = Sigue solo esta unidad
claim-other-goes-on = Sigue solo la otra unidad
claim-decide = Decidir
claims-undecide = Retirar la decisión
claims-undecide-question = Las dos anotaciones vuelven a coincidir y quedan pendientes. Queda registrado con el motivo.
claim-state-active = vigente
claim-state-expired = caducada
claim-state-overruled = sigue solo otra unidad
claim-state-withdrawn = retirada
unit-central = Unidad central
left-claims = Unidades que coinciden en un sujeto
waiting-claims = { $count ->
    [one] Dos unidades llevan el mismo sujeto
   *[other] { $count } veces llevan dos unidades el mismo sujeto
}
waiting-why-claims = Ninguna debería actuar antes de que hablen o decida la unidad central.
done-claim-placed = Queda anotado. Abajo consta con quién coincide.
done-claim-renewed = La anotación vale más tiempo.
done-claim-withdrawn = La anotación se ha retirado. Queda constancia.
done-claims-decided = Está decidido. Lo ven las dos unidades.
done-claims-undecided = La decisión se ha retirado y las dos anotaciones vuelven a coincidir.

## Expedientes para la Fiscalía de Menores
nav-prosecutor-files = Expedientes para Fiscalía
files-title = Expedientes para la Fiscalía de Menores
files-lead = Un expediente por menor, aparte de los adultos. No nombra a ningún otro menor y lleva resúmenes criptográficos, nunca archivos.
files-none = Todavía no hay ningún expediente
files-none-next = Se inicia en la página de una persona
file-number = Expediente
file-state-drafted = borrador
file-state-issued = emitido
file-state-received = recibido en destino
file-made-at = Iniciado
file-draft-title = Expediente para la Fiscalía de Menores
file-draft-lead = Empieza con lo que consta de esta persona, y se sigue escribiendo. No incluye los hechos cometidos como adulto.
file-draft-send = Iniciar el expediente
file-officer-number = Número profesional del agente
file-officer-number-hint = Solo el número, sin nombre.
file-lang = Idioma del expediente
file-write = Escribir los apartados
file-write-lead = Aquí el menor figura con iniciales; el documento emitido lo nombra. A los demás menores se les deja en iniciales, se escriba lo que se escriba.
file-write-send = Guardar los apartados
file-issue = Emitir el expediente
file-issue-lead = Desde entonces no se cambia. Requiere el órgano, el número de procedimiento y lo que lo autoriza.
file-issued-at = Emitido
file-office = Fiscalía o juzgado
file-office-hint = Con su denominación actual y su sección. Los nombres propuestos son genéricos, por provincia.
file-procedure = Número de procedimiento
file-authorization = Autorización
file-none-yet-hint = Si todavía no hay, dígase y por qué.
file-open-document = Abrir el documento
file-open-lead = El documento nombra al menor. Queda constancia de quién lo abre.
file-print-how = El navegador lo imprime o lo guarda como PDF.
file-receive = Acuse de recibo
file-receive-send = Registrar el acuse
file-receipt = Acuse
file-receipt-hint = Su número o su marca.
file-receipt-undo = Deshacer el acuse de recibo
file-receipt-undo-question = El expediente consta remitido y no recibido. El acuse queda abajo, con el nombre de quien lo deshace y el motivo.
file-receipts-undone = Acuses de recibo deshechos
file-received-at = Cuándo se recibió
file-received-at-hint = Como 2020-12-28 10:30, por el reloj de { $zone }, o con su desfase.
file-withdraw = Retirar el expediente
file-withdraw-question = Deja de valer. A quien ya lo tenga hay que comunicárselo. Queda registrado con el motivo.
file-says = Qué dice
file-contested = Alguien impugna vínculos de los que dependen hechos de este expediente, y todavía no ha decidido nadie. Un borrador no se remite hasta entonces; la fiscalía o el juzgado que tenga el expediente debe saberlo.
file-ground-lost = Se perdió un fundamento por el que se atribuyeron hechos de este expediente, y ningún agente lo ha resuelto. Un borrador no se remite hasta entonces; la fiscalía o el juzgado que tenga el expediente debe saberlo.
file-preview-lead = Con iniciales y sin la fecha de nacimiento.
file-title = Expediente de un menor para la Fiscalía de Menores
file-about = De quién trata
file-one-minor = Este expediente trata de un solo menor, aparte de los adultos. Los demás menores figuran con iniciales.
file-part-origin = Origen de la investigación
file-part-facts = Hechos
file-part-identification = Identificación y sus motivos
file-part-protection = Protección
file-part-request = Lo que se solicita
file-begin-origin = { $count ->
    [one] Se basa en un aviso de un proveedor, llegado por un centro receptor y verificado al recibirlo.
   *[other] Se basa en { $count } avisos de proveedores, llegados por un centro receptor y verificados al recibirlos.
}
file-begin-facts = { $count ->
    [one] Se atribuye a la persona un hecho. Figura abajo con su hora tal como consta y la edad en él.
   *[other] Se atribuyen a la persona { $count } hechos. Figuran abajo con su hora tal como consta y la edad en cada uno.
}
file-begin-request = El expediente se remite a la Fiscalía de Menores, que decide lo que proceda.
file-acts = Hechos y edad en cada uno
file-annex = Anexo: efectos
file-exhibit = Efecto
file-size-bytes = Tamaño en bytes
file-no-media = El anexo lleva hashes y descripciones. No incluye ningún archivo: cada uno se conserva sellado y se puede cotejar por su hash.
file-checkpoint = Punto de control del registro de custodia { $origin }: { $size } apuntes, raíz { $root }, huella de la clave { $key }.
file-checkpoint-first = Registro de custodia { $origin }: huella de la clave { $key }. Aún no tiene ningún punto de control; el primero se publicará a continuación.
done-file-drafted = El expediente está iniciado. Abajo se sigue escribiendo.
done-file-edited = Los apartados están guardados.
done-file-issued = El expediente está emitido. Ya no se cambia.
done-file-received = El acuse queda registrado.
done-file-receipt-undone = El acuse de recibo se ha deshecho.
done-file-withdrawn = El expediente se ha retirado. Queda constancia.

## Lo que omite una nota de prensa, y lo publicado
press-title-withheld = La Policía actúa contra la difusión de material de abuso sexual infantil
press-identified-withheld = La Policía ha identificado a personas que difundieron material de abuso sexual infantil en redes sociales.
press-withheld = Algunas cifras no se facilitan, para que no se pueda reconocer a nadie.
press-withheld-title = Lo que omite la nota
press-withheld-why = Cada cifra es tan pequeña que puede señalar a una persona, o permitiría deducir una así restando, también junto a lo publicado antes de esta operación o de otra con las mismas personas.
press-published = Publicado sobre esta operación
press-published-none = No consta nada publicado.
press-published-in = Dónde se publicó la nota
press-published-in-hint = Por ejemplo, el número de la nota de prensa. Desde entonces, toda nota posterior, de esta operación o de otra con las mismas personas, se comprueba frente a las cifras que da esta.
press-publish = Registrar la publicación
press-changed = La nota ha cambiado desde que se mostró
press-changed-persons = El texto dice lo mismo, pero cuenta a otras personas.
press-changed-gone = Ya no consta
press-changed-new = Es nuevo
done-note-published = La publicación queda registrada. Las notas posteriores se comprueban frente a ella.
press-replaces = Esta nota sustituye a la del { $date }, que queda retirada.
press-withdrawal = La Policía retira su nota del { $date } sobre la difusión de material de abuso sexual infantil. Sus cifras no deben usarse.
press-withdraw = Retirar esta nota
press-withdraw-question = Primero se publica este texto, sin cifras ni motivo, y después se registra dónde. La nota sigue en la lista, sus cifras siguen contando frente a las notas posteriores y la próxima dirá que la sustituye.
press-withdrawn = retirada
press-withdrawn-in = Dónde se publicó la retirada
press-withdrawn-why = Por qué (no sale de aquí)
press-replaced = Una nota posterior la sustituyó.
press-not-replaced = Ninguna nota la ha sustituido aún; la próxima dirá que lo hace.
done-note-withdrawn = La retirada queda registrada.
dashboard-share = Con resultado, en parte
dashboard-accepted = Aceptados, abiertos
dashboard-returned = Devueltos
dashboard-waits = El más antiguo abierto, desde

## Para las herramientas de otros
export-title = Para otras herramientas
export-lead = Los hechos, inicios de sesión y archivos que salen, los archivos por su hash. No salen nombres ni los archivos mismos; las cuentas y direcciones figuran solo en CASE y en el JSON policial, y solo si la cuenta puede ver los sujetos. Quién recibe un archivo consta junto a cada persona de cuyos hechos trata, para avisarle si se la descarta.
export-format = Formato
export-recipient = Para quién o para qué
export-recipient-hint = El organismo o la herramienta, con el número de procedimiento si lo hay; nunca una persona.
export-send = Exportar
export-acts = Qué sale
export-event = otro suceso
export-doubt = En duda
export-contested = Alguien impugna vínculos en los que se apoya lo que sale, y todavía no ha decidido nadie. El archivo lo dice; una lista en el formato ICSE no tiene dónde y lo dice en su nombre. Hay que decírselo a quien lo reciba.
export-ground-lost = Se perdió un fundamento por el que se atribuyeron hechos de aquí a alguien, y ningún agente lo ha resuelto. El archivo lo dice; una lista en el formato ICSE no tiene dónde y lo dice en su nombre. Hay que decírselo a quien lo reciba.
export-none = Aquí no hay ningún hecho
export-vics-2-0 = Conjunto de resúmenes, VICS 2.0
export-vics-1-3 = Conjunto de resúmenes, VICS 1.3
export-icse = Lista de resúmenes, ICSE (CSV)
export-case = Grafo, CASE/UCO (JSON-LD)
export-law-enforcement = JSON para lectores policiales; un zip si no es un solo aviso

## Listas de resúmenes de dispositivos intervenidos
seized-title = Listas de dispositivos intervenidos
seized-lead = La lista que una herramienta hizo de un dispositivo intervenido se coteja con los archivos de esta operación. Dice qué archivos están, y nada de quién es el dispositivo.
seized-none = Todavía no se ha cotejado ninguna lista
seized-entries = Entradas
seized-matched = Archivos que figuran en ella
seized-no-match = Ningún archivo de esta operación figura en ella.
seized-matches = Archivos de esta operación que figuran en ella: { $count }
seized-by-sha256 = por SHA-256
seized-by-sha1 = por SHA-1, sin SHA-256: compárese el archivo
seized-by-md5 = solo por MD5: compárese el archivo
seized-form = Cotejar una lista
seized-source = De dónde es la lista
seized-source-hint = Número de efecto del dispositivo, herramienta y número del agente. Sin nombres.
seized-file = Archivo de la lista
seized-file-hint = VICS, ICSE, CSV o resúmenes sueltos, 64 MB como máximo. Se lee entera o no se lee.
seized-send = Cotejarla
seized-withdraw = Retirar la lista
seized-withdraw-question = La lista y sus coincidencias dejan de contar. Quedan registradas con el motivo.
done-list-matched = La lista está cotejada. Queda constancia con su origen.
done-list-withdrawn = La lista se ha retirado con sus coincidencias. Queda constancia.
## Cómo se llaman los códigos del registro de custodia: actos y clases de objetos
action-fix-feedback-batch = Fijar un lote de resultados
action-record-feedback-delivery = Anotar el acuse de recibo de los resultados
action-acknowledge-warnings = Asumir prueba por vencer
action-record-disclosure-answer = Registrar la respuesta de un operador
action-apply-weights = Poner en uso un orden de trabajo
action-look-up-exposure = Consultar la exposición de una persona
action-edit-file = Cambiar el borrador de un expediente
action-note-loss = Darse por enterada de un fundamento perdido
action-state-account-use = Decir quién usaba la cuenta
action-record-role = Registrar un papel en el caso
action-withdraw-note = Retirar una nota de prensa
action-mark-request-sent = Marcar un requerimiento como enviado
action-unmark-request-sent = Marcar un requerimiento como no enviado
action-override-band = Poner en otra banda
action-undo-override = Anular una decisión sobre una banda
action-mark-read = Marcar un aviso como leído
action-record-veto = Separar dos cuentas
action-export-acts = Exportar hechos para otras herramientas
action-change-readers = Cambiar los lectores de una operación
action-ask-access = Pedir leer una operación reservada
action-lose-ground = Registrar que un fundamento ha caído
action-raise-evidence-warnings = Avisar de prueba por vencer
action-return-assignment = Devolver un encargo
action-issue-disclosure-request = Requerir a un operador
action-undo-acknowledgement = Devolver prueba por vencer asumida
action-receive-referral = Recibir una remisión
action-import-answers = Registrar respuestas de un archivo
action-find-no-offence = Apreciar que no es delito
action-add-subjects = Incluir sujetos en una operación
action-renew-claim = Renovar la anotación de qué unidad lo lleva
action-decide-claims = Decidir entre dos unidades
action-accept-assignment = Aceptar un encargo
action-add-identification-line = Añadir una línea a una identificación
action-decide-lost-objects = Decidir sobre lo que perdió su fundamento
action-remove-subject = Sacar un sujeto de una operación
action-identify-person = Identificar a una persona
action-publish-note = Registrar la publicación de una nota de prensa
action-undo-file-receipt = Anular la recepción de un expediente
action-decide-identification = Decidir en qué estado queda una identificación
action-contest-link = Impugnar un vínculo
action-decide-contest = Decidir sobre un vínculo impugnado
action-tell-recipients = Comunicar a los destinatarios que un sujeto ha crecido
action-authorize-request = Declarar la base legal de un requerimiento
action-reveal-field = Mostrar un dato oculto
action-show-names = Mostrar los nombres una vez
action-decide-path = Decidir sobre una edad que no consta
action-recount-reports = Volver a contar los avisos sobre un sujeto
action-rescore-reports = Volver a puntuar avisos
action-draft-file = Redactar un expediente para la Fiscalía de Menores
action-receive-notice = Recibir una comunicación del centro receptor
action-note-limitation = Anotar algo sobre una prescripción
action-open-operation = Abrir una operación
action-record-letter-sent = Registrar el envío de un oficio
action-record-letter-answer = Registrar la respuesta a un oficio
action-close-operation = Reservar una operación a lectores designados
action-reopen-operation = Reabrir una operación reservada
action-record-recipient = Registrar un destinatario de los datos de una persona
action-record-recipient-step = Registrar un paso de un destinatario
action-review-reveal = Revisar la consulta de un dato oculto
action-restore-link = Restablecer un vínculo retirado
action-draft-preservation-letters = Redactar oficios de conservación
action-match-seized-list = Cotejar la lista de un dispositivo intervenido
action-decide-notice = Decidir qué sigue de una comunicación
action-record-outcome = Registrar el resultado de un encargo
action-record-detention-duty = Marcar un deber de la detención
action-record-detention-end = Registrar el fin de una detención
action-issue-file = Remitir un expediente a la Fiscalía de Menores
action-record-file-receipt = Registrar la recepción de un expediente
action-open-prosecutor-file = Abrir un expediente para la Fiscalía de Menores
action-enter-arrest-list = Incluir en la lista de detenciones
action-place-claim = Anotar qué unidad lo lleva
action-withdraw-decision = Retirar una decisión
