# Textos del marco de cada página. Cada clave está en los dos idiomas; una prueba las compara.
skip-to-content = Ir al contenido
main-navigation = Navegación principal
language = Idioma
simulation-note = Todo es inventado. Nadie de quien aparece existe.
simulation-clock = Reloj:
footer-times = Amparo { $version }. Las horas llevan su zona.

paging = Páginas de la lista
paging-previous = Página anterior
paging-next = Página siguiente
paging-range = { $range } de { $total }

error-refused = No ha sido posible
error-refused-advice = Hay algo que corregir en la petición. Vuelva atrás, corríjalo y envíelo otra vez.
error-unauthenticated = Identifíquese para continuar
error-unauthenticated-advice = Esta página es para quienes trabajan aquí. Recárguela y dé su nombre y su clave.
error-absent = Aquí no hay nada para usted
error-absent-advice = La dirección no es correcta, lo que busca ya no está o no corresponde a su función.
error-conflict = Alguien se ha adelantado
error-conflict-advice = El estado ha cambiado entretanto. Vuelva atrás, recargue la página y decida de nuevo.
error-broken = No hemos podido hacerlo
error-broken-advice = El fallo es nuestro y nada ha quedado a medias. Inténtelo de nuevo en un momento.
error-incident = Si se repite, comunique a su administrador la incidencia { $incident }.
error-home = A la página de inicio

nav-access-entries = Registro de accesos
access-title = Quién hizo qué con datos personales
access-lead = Cada consulta de datos personales, cada cambio y cada comunicación deja un apunte antes de producirse. Los apuntes no contienen nada del caso. Sirven para comprobar la licitud, para el control propio, para la seguridad y en procesos penales, y para nada más.
access-from = Desde (día, UTC)
access-until = Hasta (día, UTC)
access-person = Persona
access-person-hint = El nombre de acceso, letra por letra.
access-object = Objeto
access-object-hint = El identificador entero, como per_… o un número de informe.
access-operation = Operación
access-any = Cualquiera
access-search = Mostrar estos
access-all = Mostrar todos
access-count = { $count ->
    [one] Un apunte
   *[other] { $count } apuntes
}
access-none = Ningún apunte encaja
access-none-next = Amplíe el periodo o deje un campo vacío.
access-when = Cuándo
access-who = Quién
access-object-column = Objeto
access-grounds = Con qué fundamento
access-recipient = Comunicado a
operation-collection = recogida
operation-alteration = alteración
operation-consultation = consulta
operation-disclosure = comunicación
operation-combination = combinación
operation-erasure = supresión
ground-role = función
ground-own_unit = unidad propia
ground-central_unit = unidad central
ground-reason = motivo declarado
ground-job = trabajo automático
