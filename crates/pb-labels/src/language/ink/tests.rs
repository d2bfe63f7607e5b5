//! All ink is in the patches, and white is not.
use super::*;
use crate::DotRect;
use crate::language::pages::page;
use proptest::prelude::*;

const OVERHEAD: usize = 25;

fn sent(patches: &[Patch]) -> usize {
    patches.iter().map(|p| p.area() + OVERHEAD).sum()
}

proptest! {
    #[test]
    fn patches_hold_all_ink_and_only_what_is_there(page in page(), most in 1usize..600) {
        let mut copy = vec![0u8; page.bytes().len()];
        for patch in patches(&page, OVERHEAD, most) {
            prop_assert!(patch.rows() == 1 || patch.area() <= most);
            prop_assert!(patch.right <= page.row_bytes() && patch.bottom <= page.height() as usize);
            for (row, bytes) in patch.bytes(&page).enumerate() {
                let at = (patch.top + row) * page.row_bytes() + patch.left;
                copy[at..at + bytes.len()].copy_from_slice(bytes);
            }
        }
        prop_assert_eq!(copy.as_slice(), page.bytes());
    }

    #[test]
    fn never_dearer_than_all_ink_in_one(page in page()) {
        let patches = patches(&page, OVERHEAD, usize::MAX);
        if let Some(all) = patches.iter().copied().reduce(Patch::with) {
            prop_assert!(sent(&patches) <= all.area() + OVERHEAD);
        }
    }
}

#[test]
fn a_frame_is_four_lines() {
    let mut page = Bitmap::new(800, 1200);
    for (left, top, right, bottom) in [
        (0, 0, 800, 4),
        (0, 1196, 800, 1200),
        (0, 0, 4, 1200),
        (796, 0, 800, 1200),
        (80, 400, 160, 440),
    ] {
        page.fill(DotRect {
            left,
            top,
            right,
            bottom,
        });
    }
    let patches = patches(&page, OVERHEAD, usize::MAX);
    assert!(sent(&patches) < 4_000, "{patches:?}");
}

#[test]
fn a_white_page_has_none() {
    assert_eq!(patches(&Bitmap::new(800, 1200), OVERHEAD, 4096), []);
    assert_eq!(patches(&Bitmap::new(0, 0), OVERHEAD, 4096), []);
}
