//! Labels are drawn as printers draw them, each once, and no bytes do harm.
use super::*;
use proptest::prelude::*;

const LABEL: &[u8] = b"^XA^PW812^LL1218^FO50,50^GB700,1000,4^FS^FO80,100^A0N,60,60^FDACME^FS\
    ^FO80,300^BY3^BCN,200,Y,N,N^FDPB000000001C^FS^FO9,9^GFA,8,8,2,FFH0:!,^FS^PQ1^XZ";
const EPL: &[u8] =
    b"N\nq812\nR9,9\nA50,50,0,4,1,1,N,\"ACME\"\nB60,400,0,1,3,7,160,B,\"PB000000001C\"\n\
    GW9,9,1,2,\0\xFF\nLE9,9,9,9\nP1,1\n";

fn print(format: Format, bytes: &[u8]) -> Result<Vec<Bitmap>, LabelError> {
    Renderer.print(format, bytes, Media::FOUR_BY_SIX, Resolution::Dpi203)
}

#[test]
fn boxes_are_drawn_where_they_belong() {
    let pages = print(Format::Zpl, LABEL).expect("draws");
    assert_eq!(pages.len(), 1);
    let page = &pages[0];
    assert_eq!((page.width(), page.height()), (812, 1218));
    assert!(page.get(50, 50) && page.get(749, 1049) && page.get(53, 500));
    assert!(!page.get(49, 50) && !page.get(750, 1049) && !page.get(54, 500));
}

#[test]
fn what_is_drawn_can_be_read() {
    for (format, bytes) in [(Format::Zpl, LABEL), (Format::Epl, EPL)] {
        let page = print(format, bytes).expect("draws").remove(0);
        let texts: Vec<String> = pb_labels::decode(&page)
            .into_iter()
            .map(|b| b.text)
            .collect();
        assert_eq!(texts, ["PB000000001C"], "{format:?}");
    }
}

#[test]
fn each_label_is_drawn_once_whatever_the_copies() {
    for zpl in [
        "^XA^FO9,9^GB20,20,20^FS^PQ999999999,0,999999999^XZ^XA^FO9,9^GB9,9,9^FS^pq5^XZ",
        "^XA^CC++FO9,9+GB20,20,20+FS+P\nQ999999999+XZ+XA+FO9,9+GB9,9,9+FS+XZ",
    ] {
        assert_eq!(
            print(Format::Zpl, zpl.as_bytes()).expect("draws").len(),
            2,
            "{zpl}"
        );
    }
    let epl = b"N\nLO9,9,9,9\nP999\nN\nLO9,9,9,9\nP1,1\n";
    assert_eq!(print(Format::Epl, epl).expect("draws").len(), 2);
}

#[test]
fn what_holds_no_label_is_refused() {
    assert_eq!(print(Format::Zpl, b"^XA^XZ"), Err(LabelError::Blank));
    assert_eq!(print(Format::Zpl, b"not a label"), Err(LabelError::Blank));
    assert_eq!(print(Format::Epl, b"not a label"), Err(LabelError::Blank));
    let vast: [(Format, &[u8]); 6] = [
        (Format::Zpl, b"^XA^A0R,32000,32000^FDXXXXXXXX^FS^XZ"),
        (Format::Zpl, &vec![b' '; MAX_BYTES + 1]),
        (
            Format::Zpl,
            &[b"^XA", b"^FO1,1^GB9,9^FS".repeat(6_000).as_slice(), b"^XZ"].concat(),
        ),
        (
            Format::Zpl,
            &[
                b"^XA",
                b"^GB32000,32000,32000^FS".repeat(99).as_slice(),
                b"^XZ",
            ]
            .concat(),
        ),
        (Format::Epl, b"N\nA1,1,0,5,99,99,N,\"X\"\nP1\n"),
        (Format::Epl, b"N\nB1,1,0,1,99,99,9999,N,\"X\"\nP1\n"),
    ];
    for (format, bytes) in vast {
        let refused = print(format, bytes);
        assert!(
            matches!(refused, Err(LabelError::TooBig { .. })),
            "{refused:?}"
        );
    }
    let cut: [(Format, &[u8]); 3] = [
        (Format::Epl, b"N\nGW1,1,9,9,\0\0"),
        (Format::Epl, b"N\nGW1,1,99999999,99999999,\0"),
        (Format::Zpl, b"^XA^GFA,8,8,2,:Z64:eJzz^FS^XZ"),
    ];
    for (format, bytes) in cut {
        assert_eq!(
            print(format, bytes),
            Err(unreadable(format, "a picture on it is damaged"))
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_bytes_make_it_panic(
        epl in any::<bool>(),
        cut in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        with in prop::collection::vec(any::<u8>(), 0..4),
    ) {
        let (format, whole) = if epl { (Format::Epl, EPL) } else { (Format::Zpl, LABEL) };
        let mut bytes = whole[..cut.index(whole.len())].to_vec();
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            bytes.splice(at..(at + with.len()).min(bytes.len()), with);
        }
        let _ = print(format, &bytes);
    }
}
