//! Writing a file in one move.

use std::io;
use std::path::Path;

use fs_err as fs;

/// Writes a file so that a reader sees the old content or the new, never a part, and whoever is killed leaves no
/// part under its name. Folders that are not there are made.
///
/// # Errors
/// [`io::Error`], which names the file; it is then as it was.
pub fn write_whole(path: &Path, content: impl AsRef<[u8]>) -> io::Result<()> {
    put_whole(path, |new| fs::write(new, content))
}

/// As [`write_whole`], for what is written by something that takes a path: `write` is given one with the same name in
/// another folder.
///
/// # Errors
/// [`io::Error`], `write`'s too.
pub fn put_whole(path: &Path, write: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        let message = format!("{} is no name of a file", path.display());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    };
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    fs::create_dir_all(folder)?;
    // A folder, since a file made by `tempfile` is for nobody but its owner. It lies on the same disk, and goes when
    // it is dropped.
    let aside = tempfile::Builder::new()
        .prefix(".unfinished-")
        .tempdir_in(folder)?;
    let new = aside.path().join(name);
    write(&new)?;
    fs::rename(new, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("it is there");
        let names = entries.map(|entry| entry.expect("it can be listed").file_name());
        names
            .map(|name| name.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn a_file_is_made_with_its_folders_and_replaced() {
        let place = tempfile::tempdir().expect("there is room");
        let file = place.path().join("in/here/a.json");
        for content in ["old", "new"] {
            write_whole(&file, content).expect("it can be written");
            assert_eq!(fs::read_to_string(&file).unwrap(), content);
        }
        assert_eq!(names_in(file.parent().unwrap()), ["a.json"]);
    }

    #[test]
    fn what_fails_half_way_leaves_the_old_content_and_nothing_else() {
        let place = tempfile::tempdir().expect("there is room");
        let file = place.path().join("a.json");
        write_whole(&file, "old").expect("it can be written");
        let failed = put_whole(&file, |new| {
            fs::write(new, "ne")?;
            Err(io::Error::other("killed"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "killed");
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
        assert_eq!(names_in(place.path()), ["a.json"]);
    }

    #[test]
    fn a_reader_never_sees_a_part() {
        let place = tempfile::tempdir().expect("there is room");
        let file = place.path().join("a");
        let content = |letter: u8| vec![letter; 100_000];
        write_whole(&file, content(b'a')).expect("it can be written");
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                for turn in 0..200 {
                    write_whole(&file, content(b'a' + turn % 26)).expect("it can be written");
                }
            });
            while !writer.is_finished() {
                let read = fs::read(&file).expect("it is always there");
                assert_eq!(read, content(read[0]));
            }
        });
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_a_file_as_if_it_were_written_in_the_usual_way() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().expect("there is room");
        let [usual, whole] = ["usual", "whole"].map(|name| place.path().join(name));
        fs::write(&usual, "").expect("it can be written");
        write_whole(&whole, "").expect("it can be written");
        let mode = |file| {
            fs::metadata(file)
                .expect("it is there")
                .permissions()
                .mode()
        };
        assert_eq!(mode(usual), mode(whole));
    }

    #[test]
    fn an_error_names_the_file() {
        let place = tempfile::tempdir().expect("there is room");
        let file = place.path().join("a");
        fs::create_dir_all(file.join("a folder")).expect("it can be made");
        let refusal = write_whole(&file, "content").unwrap_err().to_string();
        assert!(refusal.contains(file.to_str().unwrap()), "{refusal}");
        assert!(write_whole(Path::new("/"), "content").is_err());
    }
}
