//! Turned and mirrored forms.

use media::{Orientation, Picture, hash, hash_dihedral};

fn bridge(file: &str) -> Picture {
    Picture::decode(&std::fs::read(crate::vector(&format!("bridge/{file}"))).unwrap()).unwrap()
}

/// The picture in another form, pixel by pixel.
fn turned(picture: &Picture, orientation: Orientation) -> Picture {
    use Orientation as O;
    let (width, height) = (picture.width(), picture.height());
    let transposed = matches!(orientation, O::TurnedLeft | O::TurnedRight | O::Transposed | O::Transversed);
    let (new_width, new_height) = if transposed { (height, width) } else { (width, height) };
    let pixels = picture.samples().as_chunks::<3>().0;
    let mut rgb = Vec::new();
    for y in 0..new_height {
        for x in 0..new_width {
            let (right, bottom) = (width - 1, height - 1);
            let (from_x, from_y) = match orientation {
                O::AsStored => (x, y),
                O::TurnedLeft => (right - y, x),
                O::TurnedAround => (right - x, bottom - y),
                O::TurnedRight => (y, bottom - x),
                O::MirroredTopBottom => (x, bottom - y),
                O::MirroredLeftRight => (right - x, y),
                O::Transposed => (y, x),
                O::Transversed => (right - y, bottom - x),
            };
            rgb.extend(pixels[from_y * width + from_x]);
        }
    }
    Picture::from_samples(new_width, new_height, rgb).unwrap()
}

#[test]
fn each_form_has_nearly_the_hash_of_the_picture_in_that_form() {
    let picture = bridge("shrink-a-little.jpg");
    let forms = hash_dihedral(&picture);
    assert_eq!(forms[0], hash(&picture));
    for (form, orientation) in forms.iter().zip(Orientation::ALL) {
        let really = hash(&turned(&picture, orientation));
        let distance = form.hash.distance(&really.hash);
        // The 64 x 64 pixels are picked from the left and the top: the two may differ by a little.
        assert!(distance <= 16, "{orientation:?}: {distance} bits off");
        let other =
            forms.iter().filter(|other| *other != form).map(|other| other.hash.distance(&really.hash));
        assert!(other.min().unwrap() > 80, "{orientation:?} is told from the other forms");
    }
}

#[test]
fn a_turned_file_is_found_by_one_of_the_eight_forms() {
    let known = hash(&bridge("aaa-orig.jpg")).hash;
    for file in ["bridge-2-rotate-90.jpg", "bridge-5-flipx.jpg", "bridge-7-flip-plus-1.jpg"] {
        let shared = bridge(file);
        assert!(hash(&shared).hash.distance(&known) > 31, "{file}");
        assert!(hash_dihedral(&shared).iter().any(|form| form.hash.distance(&known) <= 31), "{file}");
    }
}
