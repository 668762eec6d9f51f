# La policía en español. Las claves están en las dos lenguas; una prueba las compara.
node-name = Policía
role-clearinghouse = centro receptor
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
stated-birth-dates = Fecha de nacimiento declarada
stated-only = (lo declara la propia cuenta; no prueba nada)
accounts = Cuentas

acts = Hechos
act-time = Momento, y según el aviso
connection = Conexión
port = puerto { $port }
no-connection = sin dirección
shared-by-many = compartida por muchos abonados: decide el puerto
file = Archivo
cluster = grupo
evidence-clock = Puede borrarse desde
evidence-clock-note = Los operadores conservan los datos de conexión doce meses ({ $source }); desde el día indicado pueden borrarlos.
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
link-joins = une
link-vetoed = un veto le impide unir
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
figure-minors-from-14 = menores desde los 14 años, por resta
figure-minors-not-arrested = menores no detenidas, por resta
figure-under-14 = menores de 14 en todos los hechos
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
class-under_responsibility = menos de 14 en todos los hechos
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
assignments-question = detenciones por comprobar
entry-void = anotada, pero no cuenta
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
dashboard-funnel-note = Avisos, hechos que contienen, sujetos que hay detrás, personas identificadas, las encargadas a una unidad y aquellas con resultado. Una proporción superior al 100 % significa que de un elemento salieron varios del paso siguiente.
dashboard-identified = Personas identificadas
dashboard-assigned = Personas encargadas
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
arrest-list-lead = A quién hay que detener, por los hechos tal como constan ahora. No figura nadie cuya detención no permita la ley, aunque se le hubiera anotado.
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
sheet-signature = Nombre, número y firma del agente; día y hora
done-arrest-entered = La persona figura en la lista de detenciones. Queda constancia.
done-entry-withdrawn = La anotación se ha retirado. Queda constancia.
done-outcome-recorded = El resultado queda registrado. Queda constancia.
done-outcome-withdrawn = El resultado se ha retirado y el encargo vuelve a estar abierto.
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
waiting-assignments = { $count ->
    [one] Un encargo de la unidad está abierto
   *[other] { $count } encargos de la unidad están abiertos
}
waiting-why-assignments = Ábrase cada uno, véase qué permite su vía y regístrese el resultado.
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
link-restore = Restablecer el vínculo
link-restore-question = Las cuentas vuelven a ser un sujeto, salvo que un veto las separe.
veto-withdraw = Retirar el veto
veto-withdraw-question = Lo que vincule las dos cuentas volverá a unirlas.
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
ask-none = Ningún hecho de este sujeto indica una dirección
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
overdue = fuera de plazo
line-number = Línea
act-instant = Momento
province-not-understood = provincia no reconocida
answer-title = Registrar la respuesta
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
done-assignment-asked = Una segunda persona debe aprobarlo en 15 minutos.
done-assignment-withdrawn = El encargo se ha retirado.
done-identification-withdrawn = La identificación se ha retirado.
done-person-withdrawn = La persona se ha retirado.
done-answer-recorded = La respuesta se ha registrado. Siga en el sujeto: identifique a quien lo hizo.
done-answer-recorded-in-part = La respuesta se ha registrado. De algunas líneas no dice nada.
done-answer-recorded-province = La respuesta se ha registrado. No se ha reconocido la provincia de alguna instalación, así que el lugar de esos hechos sigue sin conocerse: véanse las líneas.
done-answer-withdrawn = La respuesta se ha retirado.
done-request-withdrawn = El requerimiento se ha retirado.
done-operation-opened = La operación está abierta. Incluya sujetos.
done-subjects-added = Los sujetos están en la operación.
done-subject-removed = El sujeto se ha sacado.
done-reveal-reviewed = La revisión se ha registrado.

# what senders say later
notice = Dicho después
notice-withdrawn = Retirado por el remitente
notice-corrected = Corregido por el remitente
notice-lead = El centro que remitió estos avisos dice esto de ellos. Aquí no bloquea nada: lo que sigue lo decide un agente.
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
notice-reason-false_match = Una coincidencia falsa de una lista de huellas
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
report-band = Banda
band-a = A: un menor puede estar en peligro ahora
band-b = B: muchos puntos
band-c = C: algunos puntos, o sin leer todavía
band-d = D: el resto
band-none = Sin valorar todavía
band-short-a = A
band-short-b = B
band-short-c = C
band-short-d = D
band-overridden = Esta banda la decidió una persona, no la valoración de abajo.
band-decisions = Decisiones sobre la banda
band-was-undone = Anulada:
band-form-title = Poner en otra banda
band-form-note = El motivo se guarda y se muestra, y la decisión se puede anular. La valoración queda al lado.
band-form-send = Poner en esta banda
band-undo = Anular la decisión
band-undo-question = Vuelve a contar la decisión anterior o, si no hay, la valoración. Hay que decir por qué.
score-title = Urgencia
score-note = Los números ordenan el trabajo. No dicen nada de una persona: cuentan hechos del aviso, nunca nombres, nacionalidad ni lugares de las personas.
score-floor = Hasta que una persona lea este aviso, no baja de la banda C: tiene texto que nadie ha leído, habla de acceso a un menor o no nombra ninguna cuenta.
score-none = Este aviso no tiene valoración: aún no se ha examinado o se ha borrado.
score-no-lines = Nada en él da puntos.
score-factor = Factor
score-points = Puntos
score-basis = Se basa en
score-says = Fundamento
score-source = Fuente
score-trigger = desencadenante
score-total = { $points } puntos en total.
score-version = Pesos { $version }.
score-unknowns = Lo que no se sabe
score-unknowns-note = Nada de esto cuenta como riesgo bajo.
basis-fact = un hecho
basis-assessment = una apreciación
factor-production = Producción
factor-contact = Se alega un acto fuera de internet
factor-enticement = Se contactó o incitó a un menor
factor-prior_conviction = Condena anterior
factor-prior_allegation = Denuncia anterior
factor-access = Acceso a un menor
factor-unseen_file = Archivos que nadie conocía
factor-severity = Clase de los archivos
factor-distribution = Difusión
factor-file_count = Número de archivos
factor-repetition = Avisado antes
factor-rising = Cada vez más, o más grave
factor-only_known_files = Solo archivos que todo el mundo conoce
factor-trigger_threat = Amenaza
factor-trigger_self_harm = Autolesión
factor-trigger_blackmail = Chantaje
factor-trigger_meeting_soon = Una cita próxima
factor-trigger_live_abuse = Ocurre en directo
factor-trigger_new_and_recent = Nuevo, y hecho en los últimos 30 días
factor-trigger_victim_reports = Avisa la víctima
factor-trigger_access_and_contact = Acceso a un menor, y un acto sobre uno
factor-trigger_staff_marked_urgent = Marcado urgente aquí
factor-trigger_sender_marked_urgent = Marcado urgente por quien avisa
unknown-account = De qué cuenta se trata
unknown-text_language = Qué dice un texto en un idioma que ninguna lista cubre
unknown-viewed = Si una persona de la entidad que avisa vio los archivos
unknown-likeness = Si los archivos se parecen a otros: no se pudieron comparar
unknown-access = Si la persona señalada tiene acceso a menores
unknown-conversation = Qué se dijo en la conversación
unknown-report = Qué dice el aviso: su documento ya no está
report-read-by = Leído por { $name }
report-read-note = Indicarlo una vez leídos el aviso y sus textos: entonces puede bajar de banda.
report-read-send = He leído este aviso
report-unread-send = Marcar como no leído
done-band-decided = El aviso está ahora en esta banda.
done-band-undone = La decisión queda anulada.
done-report-read = La lectura queda anotada.
done-report-unread = El aviso cuenta como no leído.
reports-order = La lista sigue el orden de trabajo: banda, puntos (uno más por cada treinta días de espera), reloj de la prueba y, por último, los más antiguos. La espera no cambia ningún aviso de banda.
reports-minors = Avisos que pueden ser de menores
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
band-reason = Motivo
subject-band = La banda más urgente entre sus avisos.
decisions-title = Decisiones sobre bandas, por mes
decisions-lead = Cuántas veces se pusieron avisos en otra banda que la de su valoración en los últimos doce meses, según la hora de Madrid. Muchos cambios en el mismo sentido indican que conviene revisar los pesos.
decisions-none = En los últimos doce meses nadie puso un aviso en otra banda.
decisions-month = Mes
decisions-from = Valoración
decisions-to = Decidida
decisions-count = Decisiones
decisions-undone = De ellas, anuladas

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
outcome-heard-first = Entre los 14 y los 17 años se oye a la persona sin detenerla, salvo que no baste otra cosa.
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
file-office-hint = Con su denominación actual y su sección.
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
file-received-at = Cuándo se recibió
file-received-at-hint = Como 2020-12-28 10:30, por los relojes de Madrid, o con su desfase.
file-withdraw = Retirar el expediente
file-withdraw-question = Deja de valer. A quien ya lo tenga hay que comunicárselo. Queda registrado con el motivo.
file-says = Qué dice
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
file-no-media = El anexo lleva resúmenes criptográficos y descripciones. No incluye ningún archivo: cada uno se conserva sellado y se puede cotejar por su resumen.
file-checkpoint = Punto de control del registro de custodia { $origin }: { $size } anotaciones, raíz { $root }, huella de la clave { $key }.
done-file-drafted = El expediente está iniciado. Abajo se sigue escribiendo.
done-file-edited = Los apartados están guardados.
done-file-issued = El expediente está emitido. Ya no se cambia.
done-file-received = El acuse queda registrado.
done-file-withdrawn = El expediente se ha retirado. Queda constancia.

## Lo que omite una nota de prensa, y lo publicado
press-title-withheld = La Policía actúa contra la difusión de material de abuso sexual infantil
press-identified-withheld = La Policía ha identificado a personas que difundieron material de abuso sexual infantil en redes sociales.
press-withheld = Algunas cifras no se facilitan, para que no se pueda reconocer a nadie.
press-withheld-title = Lo que omite la nota
press-withheld-why = Cada cifra es tan pequeña que puede señalar a una persona, o permitiría deducir una así restando, también junto a lo publicado antes.
press-published = Publicado sobre esta operación
press-published-none = No consta nada publicado.
press-published-in = Dónde se publicó la nota
press-published-in-hint = Por ejemplo, el número de la nota de prensa. Desde entonces, toda nota posterior se comprueba frente a las cifras que da esta.
press-publish = Registrar la publicación
done-note-published = La publicación queda registrada. Las notas posteriores se comprueban frente a ella.
dashboard-share = Con resultado, en parte
dashboard-accepted = Aceptados, abiertos
dashboard-returned = Devueltos
dashboard-waits = El más antiguo abierto, desde

## Para las herramientas de otros
export-title = Para otras herramientas
export-lead = Los hechos y archivos que salen, por su resumen criptográfico. No salen direcciones, cuentas ni nombres, ni los archivos mismos. La tabla se puede guardar como CSV y JSON.
export-none = Aquí no hay ningún hecho
export-vics-2-0 = Conjunto de resúmenes, VICS 2.0
export-vics-1-3 = Conjunto de resúmenes, VICS 1.3
export-icse = Lista de resúmenes, ICSE (CSV)
export-case = Grafo, CASE/UCO (JSON-LD)

## Listas de resúmenes de dispositivos intervenidos
seized-title = Listas de dispositivos intervenidos
seized-lead = La lista que una herramienta hizo de un dispositivo intervenido se coteja con los archivos de esta operación. Dice qué archivos están, y nada de quién es el dispositivo.
seized-none = Todavía no se ha cotejado ninguna lista
seized-entries = Entradas
seized-no-match = Ningún archivo de esta operación figura en ella.
seized-matches = Archivos de esta operación que figuran en ella: { $count }
seized-weak = solo por MD5: compárese el archivo
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
