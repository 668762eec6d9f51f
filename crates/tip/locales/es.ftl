# El título de todas las páginas: queda en el historial del navegador, así que no dice nada.
node-name = Información

# En todas las páginas
all-exit = Salir rápido de esta página
all-history = Se abre otra página. En el historial del navegador se sigue viendo que has estado aquí; allí lo puedes borrar.
all-simulation = DEMOSTRACIÓN: nadie lee lo que escribas aquí.
all-languages = Idioma
all-pages = Otras páginas
all-countries = País
all-start = Inicio
all-advice = Consejos
all-law = Qué dice la ley y qué hacer
all-answers = Tengo un resguardo
all-nothing-kept = Esta página no usa cookies, no ejecuta programas y no apunta la dirección de tu dispositivo.
all-danger = ¿Hay alguien en peligro ahora? Llama al
all-each-step = Cada página se envía cuando pulsas «Seguir». Lo que ya has enviado cuenta, aunque lo dejes. Puedes dejar en blanco lo que quieras.
all-next = Seguir
all-skip = Saltar esta página

# Inicio
begin-title = Aquí puedes contarlo
begin-before =
    Sea lo que sea lo que ha pasado, está bien que estés aquí. Lo que otra persona te hace nunca es culpa tuya.

    - Lo que escribes lo leen personas: especialistas del centro que recibe estos avisos. Les llega cerrado, para que nadie más pueda leerlo por el camino.
    - La policía no lo lee aquí. Cuando un menor está en peligro o alguien cuenta un delito contra un menor, el centro tiene que comunicarlo a la policía, y la policía tiene que actuar.
    - Esto no es una denuncia formal. También puedes denunciar en cualquier comisaría o cuartel, y puede acompañarte una persona adulta.
    - No hace falta que digas quién eres.
begin-doors = ¿Qué necesitas?
begin-advice = Solo quiero consejo
begin-advice-note = No se envía ni se guarda nada.
begin-me = Es sobre mí
begin-child = Es sobre mi hijo o mi hija
begin-else = Es sobre otra persona
begin-files = Aquí no se pueden enviar fotos ni archivos: cada copia vuelve a hacer daño al menor que aparece, y enviarla puede ser delito aunque sea con buena intención. Basta con palabras.
begin-country = ¿Dónde estás? Así te mostramos los teléfonos que te sirven.

# Cuándo lee una persona
reading-now = Ahora es horario de lectura. Los mensajes se leen: { $hours }.
reading-next = Una persona volverá a leer los mensajes: { $when }.
reading-hours = Horario en que se leen los mensajes: { $hours }.

# Líneas
lines-title = Quién te ayuda ahora
lines-now = Habla con alguien ahora
lines-go-on = Cuando estés a salvo, puedes seguir contándolo aquí. Lo que has enviado hasta ahora ya lo tenemos.
line-open = abierto ahora
line-closed = cerrado ahora
line-opens = cerrado ahora, abre: { $when }
line-page = página web
line-checked = Comprobado el { $date } en { $source }.
line-unchecked = Nadie ha comprobado todavía este dato para esta página.
hours-always = a cualquier hora, todos los días
hours-daily = todos los días
hours-unknown = aquí no conocemos el horario
day-1 = lunes
day-2 = martes
day-3 = miércoles
day-4 = jueves
day-5 = viernes
day-6 = sábado
day-7 = domingo

# Consejos
advice-title = Consejos
advice-lead =
    No tienes que decidir nada ahora. Elige lo que más se parezca y verás qué puedes hacer. Nada de lo que elijas aquí se guarda.
advice-others = ¿Es otra cosa?
advice-removal = Que lo retiren
advice-choice-1 = Hay una foto mía y tengo miedo de que la vean
advice-choice-2 = En internet se puede ver una foto mía
advice-choice-3 = Me ha llegado algo malo por un chat o un grupo
advice-choice-4 = Alguien me amenaza o me pide fotos
advice-choice-6 = He visto en internet algo sobre otro menor
advice-choice-5 = Me preocupa mi hijo, mi hija u otro menor
advice-for-1 =
    Que una foto tuya esté circulando no es culpa tuya. Quien la pasa hace mal, no tú.

    - Cuéntaselo a una persona adulta de confianza. No hace falta enseñar la foto, solo contarlo.
    - No se la mandes a nadie para demostrarlo.
    - Si puede estar en una red, puedes hacer que la bloqueen sin enviársela a nadie.
advice-for-2 =
    Que otras personas la enseñen no es culpa tuya. Hay maneras de pedir que la retiren.

    - Usa primero el botón de denunciar de la propia red: es lo más rápido. Donde pregunte, elige «desnudos» o «afecta a un menor».
    - Apunta la dirección de la página, el nombre de la cuenta, el día y la hora. No hagas capturas ni se la mandes a nadie.
    - Después usa una de las vías de abajo. Si sabes quién ha sido, o si alguien te amenaza, cuéntaselo a la policía. Puede acompañarte una persona adulta.
advice-for-3 =
    Recibir algo sin haberlo pedido no es culpa tuya.

    - No lo reenvíes, ni siquiera para avisar a alguien. No hagas capturas.
    - Quita el guardado automático en los ajustes de la aplicación.
    - Apunta el nombre del grupo, el nombre de quien lo mandó, el día y la hora.
    - Luego sal del grupo y cuéntaselo a una persona adulta o llama a uno de los teléfonos de abajo.

    Lo que está en un chat privado solo lo puede retirar la propia aplicación: denuncia el mensaje con su botón.
advice-for-4 =
    No es culpa tuya, tampoco si has mandado algo. A mucha gente le ha pasado lo mismo y hay salida.

    - No pagues ni mandes nada más: no se acaba ahí, sigue.
    - No contestes más. No borres el chat: ayuda a encontrar a quien lo hizo. Apunta la cuenta, el día y la hora.
    - Cuéntaselo a una persona adulta de confianza o llama ahora a uno de los teléfonos de abajo.
    - Es un delito. La policía te ayuda, y puedes ir con una persona adulta.
advice-for-6 =
    Está bien que quieras ayudar. No hace falta que busques más.

    - Usa el botón de denunciar de la propia red: es lo más rápido. Donde pregunte, elige «afecta a un menor».
    - Apunta la dirección de la página, el nombre de la cuenta, el día y la hora. No hagas capturas ni copias, y no mandes la dirección a nadie más que a quien ayuda.
    - Después usa una de las vías de abajo. Si un menor está en peligro, llama a la policía.
advice-for-5 =
    - Si el menor está en peligro ahora, llama al número de emergencias.
    - Escucha sin pedir detalles y di que no es culpa suya. No prometas guardar el secreto.
    - No busques pruebas por tu cuenta, no escribas a quien lo hizo, no copies nada.
    - Apunta lo que sepas: nombres de cuentas, días, horas. Después cuéntalo aquí o a la policía.
    - Si es tu propio hijo o hija: la página «Qué dice la ley y qué hacer» explica las primeras 24 horas para madres y padres. Se llega a ella desde el pie de esta página.

# Peligro
danger-ask-title = Lo primero
danger-now = ¿Hay alguien en peligro ahora mismo?
danger-yes = Sí, o no lo sé con seguridad
danger-no = No
danger-ask-words = Si quieres: ¿cuál es el peligro?

# Qué ha pasado
what-title = ¿Qué ha pasado?
what-lead = Cuéntalo con tus palabras. No hay una manera mala de contarlo, y las faltas de ortografía dan igual.
what-kinds = ¿Encaja alguna de estas cosas?
what-words = Con tus palabras
kind-pictures_shared = Se han pasado fotos o vídeos
kind-asked_for_pictures = Alguien pide fotos
kind-threatened = Alguien amenaza
kind-met_in_person = Alguien quiere quedar, o ya se han visto
kind-saw_online = He visto algo en internet
kind-other = Otra cosa

# Dónde
where-title = ¿Dónde ha pasado?
where-other = Fue en otro sitio
place-choice-1 = En una página web
place-choice-2 = En una red social
place-choice-3 = En un chat o un grupo
place-choice-4 = En un juego
place-choice-5 = Fuera de internet
place-lead-1 =
    Copia la dirección de la página, si la tienes. Desde aquí no la abrimos.
place-lead-2 =
    Escribe lo que sepas. Denuncia la cuenta también con el botón de la propia red: es lo más rápido.
place-lead-3 = Bastan cuatro cosas. No busques nada más ni vuelvas a abrir el chat para eso. También puedes denunciar el mensaje con el botón de la propia aplicación.
place-lead-4 = Escribe lo que sepas. Denuncia al jugador o jugadora también con el botón del propio juego: es lo más rápido.
place-lead-5 =
    Una calle, un colegio, un club: lo que quieras decir.
place-url = Dirección de la página
place-service = ¿Qué red?
place-account = Nombre de la cuenta, como lo ves
place-app = ¿Qué aplicación?
place-group = Nombre del grupo
place-sender = Quién lo mandó, con el nombre que se ve
place-time = Día y hora, como lo recuerdes
place-game = ¿Qué juego?
place-player = Nombre del jugador o jugadora, como lo ves
place-where = ¿Dónde?

# Quién
whom-title = ¿De quién se trata?
whom-who = ¿Qué sabes del menor, o de quien lo hizo? No pongas lo que no quieras decir.
whom-who-me = ¿Qué sabes de quien lo hizo? Si quieres contar algo de ti, escríbelo también aquí.
whom-who-child = ¿Qué sabes de quien lo hizo? Si quieres contar algo de tu hijo o tu hija, escríbelo también aquí.
whom-age = ¿Qué edad tiene el menor?
whom-age-me = ¿Cuántos años tienes?
whom-age-child = ¿Cuántos años tiene tu hijo o tu hija?
whom-own-title = Algo que no hace falta contestar
whom-own-lead = Muchos niños y niñas han mandado o reenviado algo: porque alguien les presionó, por hacer una broma o sin pensar. Solo lo preguntamos para ayudar mejor. Sirve para proteger, no para castigar.
whom-own-me = Yo también he mandado o reenviado algo
whom-own-child = Mi hijo o mi hija también ha mandado o reenviado algo

# Quien tiene una copia
copy-title = Si lo tienes en tu dispositivo
copy-lead =
    Recibirlo sin pedirlo no es culpa tuya.

    - No se lo reenvíes a nadie.
    - No hagas capturas.
    - Quita el guardado automático de fotos en la aplicación.
    - Apunta el grupo, quién lo mandó y la hora.
    - Cuéntaselo a una persona adulta de confianza o llama a un teléfono de ayuda.
copy-what-title = Qué hacer con la copia
copy-dated = Escrito el { $date }.
copy-approved = Aprobado por { $counsel }.
copy-not-approved = Pendiente de aprobación jurídica: ningún abogado o abogada ha aprobado todavía este texto.

# Contacto y resguardo
reach-title = Ya casi está
reach-how = ¿Podemos ponernos en contacto contigo? Si es que sí, ¿cómo?
reach-how-note = No hace falta. Si otra persona lee tus mensajes o tu correo, déjalo en blanco.
reach-receipt-title = ¿Quieres leer aquí una respuesta?
reach-receipt-lead =
    Podemos darte un resguardo: 16 cifras. Con ellas puedes volver, leer nuestra respuesta y escribir otra vez, sin decir quién eres.

    Quien tenga las cifras puede leer las respuestas. Cópialas a mano y guárdalas donde nadie mire.
reach-receipt = Sí, quiero un resguardo
reach-send = Enviar

# El final
end-title = Gracias por contarlo
end-receipt-title = Tu resguardo
end-receipt =
    Copia ahora a mano estas 16 cifras. Solo se ven aquí y una sola vez, y no podemos recuperarlas.

    Para leer la respuesta, abre otra vez esta página y elige «Tengo un resguardo».
end-next =
    Qué pasa ahora: una persona lee lo que has escrito. Si un menor está en peligro o hay que investigar un delito, lo comunica a la policía, y la policía tiene que actuar. Si has pedido un resguardo, podrás leer aquí la respuesta en cuanto alguien la haya escrito.

    Ya has hecho tu parte. No tienes que averiguar nada más.
end-adult-title = Una frase que puedes enseñar a una persona adulta
end-adult = «Me ha pasado algo en internet que no puedo resolver por mi cuenta. Por favor, escúchame, no te enfades y ayúdame a llamar a uno de estos números.»

# Respuestas
mail-title = Respuestas
mail-lead = Escribe las 16 cifras de tu resguardo. No se guardan.
mail-wrong = No son 16 cifras. Vuelve a mirar tu nota, por favor.
mail-receipt = Tu resguardo
mail-read = Leer
mail-none = Todavía no hay respuesta, o las cifras son otras. Vuelve más tarde, por favor.
mail-words = Escribe a las personas que leen
mail-send = Enviar
mail-unreadable = Esta respuesta no se puede leer. Escríbenos aquí abajo, por favor.

# Qué dice la ley
law-title = Qué dice la ley y qué hacer
law-lead =
    Esta página es para chicos y chicas y para sus familias. Elige de qué ley habla. En otro país, llama a un teléfono de ayuda y pregunta.
law-countries = De qué ley
law-name-spain = España
law-name-portugal = Portugal
law-name-england-and-wales = Inglaterra y Gales
law-about-spain =
    Aquí se habla de España.

    Una foto o un vídeo íntimo de alguien de menos de 18 años no se puede pasar, guardar ni pedir (Código Penal, artículo 189). Tampoco se puede pasar sin permiso una foto íntima de nadie (artículo 197.7). También vale para los chats entre amigos. La ley protege al menor que aparece, y puedes ser tú.
law-about-portugal =
    Aquí se habla de Portugal.
law-about-england-and-wales =
    Aquí se habla de Inglaterra y Gales. La ley de Escocia y la de Irlanda del Norte son distintas: llama allí a un teléfono de ayuda y pregunta.
law-about-none =
    Todavía no hemos escrito nada sobre la ley de este país. Llama a uno de los teléfonos de abajo y pregunta desde qué edad se responde por lo que se hace.
law-pictures-unknown =
    No pases, guardes ni pidas una foto o un vídeo íntimo de alguien de menos de 18 años, tampoco entre amigos. Lo que dice sobre eso la ley de este país todavía no está escrito aquí: te lo pueden decir en uno de los teléfonos de abajo, o un abogado o una abogada. A quien hay que proteger es al menor que aparece, y puedes ser tú.
law-unverified = Nadie ha cotejado todavía las edades de esta página con el texto oficial de la ley.
law-below =
    # Menos de { $years } años

    - Nadie responde ante la ley penal por lo que hizo antes de esa edad ({ $source }).
law-between-portugal =
    - De los 12 a los { $to } años puede haber medidas educativas, según una ley propia (Lei 166/99). No son un castigo. Desde los { $from } años se aplica la ley penal.
law-between-england-and-wales =
    # De { $from } a { $to } años

    - A esta edad ya se puede tener que responder por lo que se hizo. Por regla general, lo ve un tribunal de menores. Qué tribunal es puede depender de la edad en la primera vista.
law-from =
    # Desde los { $years } años

    - Desde esta edad se aplica la ley penal de las personas adultas ({ $source }).
law-ages =
    # Menos de 14 años

    - Ningún juez castiga a un menor de 14 años (Ley Orgánica 5/2000, artículo 3). La fiscalía comunica a los servicios de protección de menores lo que necesitan saber, y ellos valoran qué ayuda hace falta.

    # De 14 a 17 años

    - Para esta edad hay una ley propia (Ley Orgánica 5/2000, artículo 1). Lo que busca es educar. Un juez o jueza de menores elige lo que conviene: por ejemplo una amonestación, tareas en beneficio de los demás o una persona que te acompaña. El ingreso en un centro es solo para los casos más graves.
    - La fiscalía y un equipo de especialistas miran lo que pasó, la edad y la familia.
    - Tienes derecho a un abogado o abogada y a que tus padres estén contigo (artículos 17 y 22).

    # Desde los 18 años

    - Las personas adultas responden según el Código Penal (artículos 19 y 189). La persona adulta que busca contacto por internet con un menor de 16 años para conseguir fotos íntimas o un encuentro comete un delito (artículo 183).
law-received =
    # Si has recibido algo

    - Recibirlo sin pedirlo no es culpa tuya. No lo reenvíes, no hagas capturas, quita el guardado automático.
    - Apunta el grupo, quién lo mandó y la hora, y sal del grupo.
    - Cuéntaselo a una persona adulta o llama al 017. Puedes pedir ayuda por tu cuenta, a cualquier edad (Ley Orgánica 8/2021, artículo 17).
law-shared =
    # Si has compartido algo

    - Para ahora: no se lo mandes a nadie más y pide a los demás que no lo pasen.
    - No borres nada antes de preguntar en el 017 o a la policía qué hacer con ello.
    - Cuéntaselo a una persona adulta de confianza. Suele ser más fácil hoy que mañana, y contarlo tú es un buen paso.
    - Si es una foto tuya, nadie tiene derecho a pasarla. A quien hay que proteger es a ti.
law-next =
    # Qué pasa después

    - Una persona lee lo que se ha contado. Si puede haber delito, la policía y la fiscalía lo investigan.
    - Puede que quieran hablar contigo. No tienes que estar a solas: pueden estar tus padres u otra persona adulta de confianza, y un abogado o una abogada cuando la ley lo dice.
    - Nadie es culpable porque alguien lo haya escrito aquí. Lo que un menor cuenta de sí mismo se trata como un asunto de protección, y lo decide una persona, no una máquina.
law-parents =
    # Para madres y padres: las primeras 24 horas

    - Mantén la calma y escucha. Di: «Qué bien que me lo hayas contado». No preguntes todos los detalles.
    - Si tu hijo o tu hija está en peligro, llama al 112.
    - No reenvíes, imprimas ni copies nada, ni siquiera para la policía. No borres los chats ni la cuenta antes de preguntar en el 017 o a la policía.
    - No escribas a quien lo hizo ni a su familia.
    - Pide que bloqueen o retiren las fotos: mira la página de consejos.
    - Quien encuentra en internet algo que hace daño a un menor tiene que comunicarlo a las autoridades (Ley Orgánica 8/2021, artículo 19). Basta con la dirección; no hagas copias.
    - Si afecta a otros menores del centro escolar, pregunta allí por la persona coordinadora de bienestar y protección (Ley Orgánica 8/2021, artículo 35).

    # Si tu hijo o tu hija tiene menos de 14 años y ha hecho algo

    - Ningún juez lo castiga. Hablad de lo que ha supuesto para el otro menor y pide ayuda en el 017 o en los servicios de protección de menores. La fiscalía puede avisar a esos servicios, que valoran qué ayuda necesita la familia (Ley Orgánica 5/2000, artículo 3).

    # Si tiene 14 años o más y ha hecho algo

    - Habla con un abogado o una abogada antes de que declare: es un derecho y no es señal de culpa. El colegio de la abogacía indica quién conoce la ley del menor.
    - Acompáñale cuando declare (Ley Orgánica 5/2000, artículos 17 y 22). Decir la verdad y reparar lo que se pueda cuenta.
    - Pregunta también por el daño causado a otras personas: puede que los padres tengan que repararlo junto con su hijo o su hija (artículo 61).
law-elsewhere-received =
    # Si has recibido algo

    - Recibirlo sin pedirlo no es culpa tuya. No lo reenvíes, no hagas capturas, quita el guardado automático.
    - Apunta el grupo, quién lo mandó y la hora, y sal del grupo.
    - Cuéntaselo a una persona adulta o llama a uno de los teléfonos de abajo.
law-elsewhere-shared =
    # Si has compartido algo

    - Para ahora: no se lo mandes a nadie más y pide a los demás que no lo pasen.
    - No borres nada antes de preguntar en uno de los teléfonos de abajo o a la policía qué hacer con ello.
    - Cuéntaselo a una persona adulta de confianza. Suele ser más fácil hoy que mañana, y contarlo tú es un buen paso.
    - Si es una foto tuya, a quien hay que proteger es a ti.
law-elsewhere-parents =
    # Para madres y padres: las primeras 24 horas

    - Mantén la calma y escucha. Di: «Qué bien que me lo hayas contado». No preguntes todos los detalles.
    - Si tu hijo o tu hija está en peligro, llama al número de emergencias de abajo.
    - No reenvíes, imprimas ni copies nada, ni siquiera para la policía. No borres los chats ni la cuenta antes de preguntar en uno de los teléfonos de abajo o a la policía.
    - No escribas a quien lo hizo ni a su familia.
    - Pide que bloqueen o retiren las fotos: mira la página de consejos.

    # Si tu hijo o tu hija ha hecho algo

    - Hablad de lo que ha supuesto para el otro menor y pide ayuda en uno de los teléfonos de abajo.
    - Habla con un abogado o una abogada antes de que declare: no es señal de culpa.
law-note = Esto es información, no asesoramiento jurídico. Se escribió el { $date } y está pendiente de aprobación jurídica.

# Qué ha fallado
sorry-title = Esto no ha funcionado, y no es culpa tuya
sorry-busy = Ahora mismo está escribiendo mucha gente. Espera un minuto y vuelve a cargar esta página, por favor: así se intentará otra vez enviar lo que has escrito. Lo que enviaste antes está a salvo.
sorry-full = Ahora mismo no podemos recibir nada más. Lo que enviaste antes está a salvo. Llama ahora a uno de estos teléfonos, por favor. Si más tarde vuelves a cargar esta página, se intentará otra vez enviar lo que has escrito.
sorry-many = Ya has enviado mucho, y lo tenemos. Si queda algo por contar, empieza de nuevo o llama a uno de estos teléfonos, por favor.
sorry-large = Era demasiado para una sola página. Vuelve atrás y envíalo en partes más pequeñas, por favor.
sorry-missing = Esta página no existe.
sorry-broken = Algo no funciona por nuestra parte. Vuelve a cargar esta página dentro de unos minutos, por favor: así se intentará otra vez. O llama ahora a uno de estos teléfonos.
