//! Some places of each division, and the ways of writing them that are taken for one another.
//!
//! GHTK publishes no list and matches what was written; how it does that is not known.

/// A province of either division, with other names of it.
pub(super) struct Province {
    pub(super) name: &'static str,
    also: &'static [&'static str],
}

/// A ward: of a province, and in the old division of a district.
pub(super) struct Ward {
    pub(super) province: &'static str,
    /// Empty in the division of July 2025.
    district: &'static str,
    name: &'static str,
    pub(super) served: bool,
    /// Its streets, hamlets and quarters, of the fourth level.
    pub(super) hamlets: &'static [&'static str],
}

const PROVINCES: &[Province] = &[
    Province {
        name: "Hồ Chí Minh",
        also: &["hcm", "sai gon", "ho chi minh city"],
    },
    Province {
        name: "Hà Nội",
        also: &["hn", "hanoi"],
    },
    Province {
        name: "Đà Nẵng",
        also: &["danang"],
    },
];

const fn ward(province: &'static str, district: &'static str, name: &'static str) -> Ward {
    Ward {
        province,
        district,
        name,
        served: true,
        hamlets: &[],
    }
}

static WARDS: &[Ward] = &[
    ward("Hồ Chí Minh", "", "Phường Sài Gòn"),
    ward("Hồ Chí Minh", "", "Phường Nhiêu Lộc"),
    ward("Hồ Chí Minh", "", "Phường Bến Thành"),
    ward("Hà Nội", "", "Phường Ba Đình"),
    ward("Hà Nội", "", "Phường Hoàn Kiếm"),
    ward("Đà Nẵng", "", "Phường Hải Châu"),
    Ward {
        served: false,
        ..ward("Hồ Chí Minh", "", "Đặc khu Côn Đảo")
    },
    ward("Hồ Chí Minh", "Quận 1", "Phường Bến Nghé"),
    ward("Hồ Chí Minh", "Quận 3", "Phường 5"),
    Ward {
        hamlets: &["Ấp 1", "Ấp 2", "Khác"],
        ..ward("Hồ Chí Minh", "Huyện Nhà Bè", "Xã Phước Kiển")
    },
    ward("Hà Nội", "Quận Ba Đình", "Phường Ngọc Hà"),
    ward("Đà Nẵng", "Quận Hải Châu", "Phường Thạch Thang"),
];

/// What stands before a name and says what kind of place it is.
const KINDS: &[&str] = &[
    "thanh pho",
    "tp",
    "tinh",
    "quan",
    "q",
    "huyen",
    "thi xa",
    "phuong",
    "p",
    "xa",
    "thi tran",
    "dac khu",
];

/// A name without accents, marks and its kind: `TP. Hồ Chí Minh` is `ho chi minh`.
fn plain(name: &str) -> String {
    let latin = deunicode::deunicode(name).to_lowercase();
    let words = latin.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let whole = words.join(" ");
    let without = KINDS.iter().find_map(|kind| {
        let rest = whole.strip_prefix(kind)?;
        rest.strip_prefix(' ').filter(|rest| !rest.is_empty())
    });
    without.unwrap_or(&whole).to_owned()
}

/// A province by what was written.
pub(super) fn province(written: &str) -> Option<&'static Province> {
    let written = plain(written);
    let glued = written.strip_prefix("tp").unwrap_or(&written);
    let is = |p: &&Province| plain(p.name) == written || p.also.contains(&glued);
    PROVINCES.iter().find(is)
}

/// A ward by what was written; an empty district is none.
pub(super) fn find(
    province: &'static Province,
    district: &str,
    ward: &str,
) -> Option<&'static Ward> {
    let (district, ward) = (plain(district), plain(ward));
    let mut here = WARDS.iter().filter(|w| w.province == province.name);
    here.find(|w| plain(w.district) == district && plain(w.name) == ward)
}
