//! Plainly common names and words, so that nobody in particular is meant.

/// Given names.
pub(crate) const GIVEN: [&str; 40] = [
    "Adrián",
    "Alba",
    "Alejandro",
    "Ana",
    "Andrea",
    "Carlos",
    "Carmen",
    "Clara",
    "Daniel",
    "David",
    "Diego",
    "Elena",
    "Eva",
    "Hugo",
    "Irene",
    "Iván",
    "Javier",
    "Jorge",
    "Julia",
    "Laura",
    "Lucas",
    "Lucía",
    "Luis",
    "Manuel",
    "Marcos",
    "María",
    "Mario",
    "Marta",
    "Miguel",
    "Nerea",
    "Nicolás",
    "Pablo",
    "Paula",
    "Pedro",
    "Raquel",
    "Raúl",
    "Rosa",
    "Sara",
    "Sergio",
    "Sofía",
];

/// Family names.
pub(crate) const FAMILY: [&str; 36] = [
    "Alonso",
    "Álvarez",
    "Blanco",
    "Cano",
    "Castro",
    "Díaz",
    "Domínguez",
    "Fernández",
    "Flores",
    "García",
    "Gil",
    "Gómez",
    "González",
    "Gutiérrez",
    "Hernández",
    "Iglesias",
    "Jiménez",
    "López",
    "Marín",
    "Martín",
    "Martínez",
    "Molina",
    "Moreno",
    "Muñoz",
    "Navarro",
    "Ortega",
    "Ortiz",
    "Pérez",
    "Ramos",
    "Rodríguez",
    "Romero",
    "Ruiz",
    "Sánchez",
    "Serrano",
    "Torres",
    "Vega",
];

/// For screen names.
pub(crate) const THINGS: [&str; 20] = [
    "abeto", "arena", "brisa", "cometa", "farol", "granizo", "hoja", "isla", "lago", "limon", "marea",
    "menta", "nube", "piedra", "pino", "puente", "rayo", "tiza", "trigo", "velero",
];

/// For screen names.
pub(crate) const COLOURS: [&str; 10] =
    ["azul", "blanco", "claro", "dorado", "gris", "lila", "malva", "rojo", "verde", "violeta"];

/// Streets that every town has.
pub(crate) const STREETS: [&str; 12] = [
    "Calle Mayor",
    "Calle Nueva",
    "Calle del Sol",
    "Calle Real",
    "Avenida de la Constitución",
    "Calle de la Fuente",
    "Calle del Olmo",
    "Plaza de España",
    "Calle San José",
    "Paseo de la Estación",
    "Calle del Carmen",
    "Avenida de Europa",
];

/// Why officers hold that it was somebody.
pub(crate) const GROUNDS: [&str; 5] = [
    "The holder of the line named who uses the device; the device was found with this person.",
    "Heard in presence of a lawyer, the person acknowledged the account.",
    "The e-mail address of the account is also that of the person's school registration.",
    "The device identifier of the uploads is that of the telephone handed over by the household.",
    "The household's members were heard; only this person used the account.",
];

/// A province as the press, the operators and the map call it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// INE code.
    pub(crate) code: &'static str,
    /// As the press prints it; the name of its unit.
    pub(crate) press: &'static str,
    /// As an operator writes it.
    pub(crate) operators: &'static str,
    /// A town in it.
    pub(crate) city: &'static str,
}

const fn place(
    code: &'static str,
    press: &'static str,
    operators: &'static str,
    city: &'static str,
) -> Place {
    Place { code, press, operators, city }
}

/// The sixteen provinces of the reference operation, in its order.
pub(crate) const PLACES: [Place; 16] = [
    place("08", "Barcelona", "BARCELONA", "Sabadell"),
    place("28", "Madrid", "Comunidad de Madrid", "Getafe"),
    place("46", "Valencia", "València", "Gandia"),
    place("48", "Vizcaya", "Bizkaia", "Barakaldo"),
    place("33", "Asturias", "Principado de Asturias", "Gijón"),
    place("41", "Sevilla", "SEVILLA", "Écija"),
    place("03", "Alicante", "Alicante/Alacant", "Elda"),
    place("38", "Tenerife", "Santa Cruz de Tenerife", "La Orotava"),
    place("30", "Murcia", "Región de Murcia", "Lorca"),
    place("01", "Álava", "Araba/Álava", "Llodio"),
    place("14", "Córdoba", "CORDOBA", "Lucena"),
    place("11", "Cádiz", "CADIZ", "Rota"),
    place("29", "Málaga", "Málaga", "Ronda"),
    place("20", "Guipúzcoa", "Gipuzkoa", "Irun"),
    place("35", "Gran Canaria", "Palmas, Las", "Telde"),
    place("50", "Zaragoza", "ZARAGOZA", "Calatayud"),
];
