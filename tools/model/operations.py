# SPDX-License-Identifier: MIT
"""What a person does to the files: one random step each, said in a line, or None: not possible."""
import copy

from tree import Document, FOLDERS, NAMES, PICTURES, TITLES, folder_of, picture


def free_path(tree, dice, folder=None):
    for _ in range(8):
        where = dice.choice(FOLDERS) if folder is None else folder
        path = (where + "/" if where else "") + dice.choice(NAMES) + ".md"
        if tree.is_free(path) and is_possible(tree, path):
            return path
    return None


def is_possible(tree, path):
    """No file is where a folder has to be."""
    while path:
        path = folder_of(path)
        if path in tree.files:
            return False
    return True


def some(tree, dice):
    documents = tree.documents()
    return dice.choice(documents) if documents else None


def create(tree, dice):
    path = free_path(tree, dice)
    if path is None or len(tree.documents()) > 14:
        return None
    tree.write(path, Document(dice))
    return f"create {path}"


def change(tree, path, is_atomic, what):
    file = tree.files[path]
    file.revision += 1
    file.is_new = file.is_new or is_atomic
    tree.write(path, file, is_atomic)
    return f"{what} {path}{' atomically' if is_atomic else ''}"


def edit(tree, dice):
    path = some(tree, dice)
    return path and change(tree, path, dice.random() < 0.5, "edit")


def retitle(tree, dice):
    path = some(tree, dice)
    if path is None:
        return None
    tree.files[path].retitle(dice)
    return change(tree, path, dice.random() < 0.5, f"retitle to `{tree.files[path].title}`")


def retitle_case(tree, dice):
    path = some(tree, dice)
    if path is None or not tree.files[path].title:
        return None
    tree.files[path].title = tree.files[path].title.swapcase()
    return change(tree, path, False, f"retitle by case to `{tree.files[path].title}`")


def swap_titles(tree, dice):
    documents = tree.documents()
    if len(documents) < 2:
        return None
    one, other = dice.sample(documents, 2)
    first, second = tree.files[one], tree.files[other]
    first.title, second.title = second.title, first.title
    change(tree, one, False, "")
    change(tree, other, False, "")
    return f"swap the titles of {one} and {other}"


def rotate_titles(tree, dice):
    documents = tree.documents()
    if len(documents) < 3:
        return None
    paths = dice.sample(documents, 3)
    titles = [tree.files[path].title for path in paths]
    for path, title in zip(paths, titles[1:] + titles[:1]):
        tree.files[path].title = title
        change(tree, path, False, "")
    return f"rotate the titles of {paths}"


def relink(tree, dice):
    path = some(tree, dice)
    if path is None:
        return None
    tree.files[path].relink(dice)
    return change(tree, path, False, "relink")


def repaint(tree, dice):
    path = some(tree, dice)
    if path is None:
        return None
    tree.files[path].repaint(dice)
    return change(tree, path, False, "repaint")


def relabel(tree, dice):
    path = some(tree, dice)
    if path is None:
        return None
    tree.files[path].vary(dice)
    return change(tree, path, dice.random() < 0.5, "vary")


def touch(tree, dice):
    path = some(tree, dice)
    return path and (tree.write(path, tree.files[path]), f"touch {path}")[1]


def delete(tree, dice):
    path = some(tree, dice)
    if path is None or len(tree.documents()) < 4:
        return None
    tree.remove(path)
    return f"delete {path}"


def delete_folder(tree, dice):
    folders = tree.folders()
    if not folders or dice.random() < 0.6:
        return None
    folder = dice.choice(folders)
    if len([path for path in tree.documents() if not path.startswith(folder + "/")]) < 3:
        return None
    tree.remove_folder(folder)
    return f"delete the folder {folder}"


def move(tree, dice):
    path, goal = some(tree, dice), free_path(tree, dice)
    if path is None or goal is None or not is_possible(tree, goal):
        return None
    tree.rename(path, goal)
    return f"move {path} to {goal}"


def move_and_edit(tree, dice):
    path, goal = some(tree, dice), free_path(tree, dice)
    if path is None or goal is None:
        return None
    tree.rename(path, goal)
    tree.files[goal].vary(dice)
    return change(tree, goal, False, f"move {path} to {goal} and edit")


def move_by_copy(tree, dice):
    path, goal = some(tree, dice), free_path(tree, dice)
    if path is None or goal is None:
        return None
    tree.files[path].is_new = True
    tree.copy_over(path, goal)
    return f"copy {path} to {goal} and remove it"


def rename_case(tree, dice):
    path = some(tree, dice)
    if path is None:
        return None
    stem, extension = path.rsplit(".", 1)
    goal = folder_of(path) + ("/" if folder_of(path) else "") + \
        stem.rsplit("/", 1)[-1].swapcase() + "." + extension
    if goal == path or not tree.is_free(goal) or stem.rsplit("/", 1)[-1] in ("index", "README"):
        return None
    tree.rename(path, goal)
    return f"rename {path} to {goal}"


def swap(tree, dice):
    documents = tree.documents()
    if len(documents) < 2:
        return None
    one, other = dice.sample(documents, 2)
    tree.swap(one, other)
    return f"swap {one} and {other}"


def chain(tree, dice):
    documents = tree.documents()
    goal = free_path(tree, dice)
    if len(documents) < 3 or goal is None:
        return None
    one, two = dice.sample(documents, 2)
    if len(tree.folders()) and not is_possible(tree, goal):
        return None
    before = set(tree.pages())
    tree.rename(two, goal)
    tree.left = {page for page in before if page.endswith("/")} - set(tree.pages())
    tree.rename(one, two)
    return f"move {two} to {goal}, {one} to {two}"


def move_folder(tree, dice):
    folders = tree.folders()
    if not folders:
        return None
    folder = dice.choice(folders)
    goal = dice.choice(FOLDERS[1:] + ["a.d", "guide/b"])
    if (goal + "/").startswith(folder + "/") or (folder + "/").startswith(goal + "/") or \
            not tree.is_free(goal) or not is_possible(tree, goal + "/x"):
        return None
    tree.rename(folder, goal)
    tree.renamed = (folder, goal)
    return f"move the folder {folder} to {goal}"


def file_to_folder(tree, dice):
    path = some(tree, dice)
    if path is None or path.rsplit("/", 1)[-1].lower() in ("index.md", "readme.md"):
        return None
    goal = path[:-3] + "/" + dice.choice(["index.md", "README.md"])
    if not tree.is_free(goal) or path[:-3] in tree.files:
        return None
    tree.rename(path, goal)
    return f"move {path} to {goal}"


def folder_to_file(tree, dice):
    folders = [folder for folder in tree.folders() if tree.content_of(folder)]
    if not folders:
        return None
    folder = dice.choice(folders)
    goal = folder + ".md"
    if not tree.is_free(goal):
        return None
    source = tree.content_of(folder)
    tree.rename(source, goal)
    return f"move {source} to {goal}"


def index(tree, dice):
    folders = tree.folders() + [""]
    folder = dice.choice(folders)
    path = (folder + "/" if folder else "") + dice.choice(["index.md", "README.md"])
    if path in tree.files:
        if len(tree.documents()) < 4:
            return None
        tree.remove(path)
        return f"delete {path}"
    if not tree.is_free(path):
        return None
    tree.write(path, Document(dice))
    return f"create {path}"


def index_to_readme(tree, dice):
    sources = [path for path in tree.documents() if path.rsplit("/", 1)[-1] in
               ("index.md", "README.md")]
    if not sources:
        return None
    path = dice.choice(sources)
    goal = path[:-8] + "README.md" if path.endswith("index.md") else path[:-9] + "index.md"
    if not tree.is_free(goal):
        return None
    tree.rename(path, goal)
    return f"rename {path} to {goal}"


def paint(tree, dice):
    path = dice.choice(PICTURES)
    if not is_possible(tree, path):
        return None
    tree.write(path, picture(dice), dice.random() < 0.5)
    return f"paint {path}"


def erase(tree, dice):
    pictures = tree.pictures()
    if not pictures:
        return None
    path = dice.choice(pictures)
    tree.remove(path)
    return f"erase {path}"


def move_picture(tree, dice):
    pictures = tree.pictures()
    goal = dice.choice(PICTURES)
    if not pictures or not tree.is_free(goal) or not is_possible(tree, goal):
        return None
    path = dice.choice(pictures)
    tree.rename(path, goal)
    return f"move {path} to {goal}"


OPERATIONS = [create] * 5 + [edit] * 3 + [
    retitle, retitle, retitle_case, swap_titles, rotate_titles, relink, relink, repaint, relabel,
    touch, delete, delete, delete_folder, move, move, move, move_and_edit, move_by_copy,
    rename_case, swap, swap, chain, move_folder, move_folder, file_to_folder, folder_to_file,
    index, index, index_to_readme, paint, paint, paint, erase, move_picture]


def ignore(tree, dice):
    name = dice.choice(NAMES) + ".md"
    left = [path for path in tree.documents() if path.rsplit("/", 1)[-1] != name]
    if name not in tree.ignored and len(left) < 3:
        return None
    tree.ignore(tree.ignored ^ {name})
    return f"{'ignore' if name in tree.ignored else 'heed'} {name}"


# A seed means what it meant before these were known: see --wide.
WIDE_OPERATIONS = OPERATIONS + [ignore, ignore]


def twin(tree, dice):
    path, goal = some(tree, dice), free_path(tree, dice)
    if path is None or goal is None or len(tree.documents()) > 14:
        return None
    tree.write(goal, tree.files[path].copy())
    return f"copy {path} to {goal}"


def check_out(tree, dice):
    """Two branches: the other one begins as things are, and anew where too much has changed."""
    other = tree.branch
    is_possible_now = other is not None and tree.may_check_out(other)
    if is_possible_now and dice.random() < 0.3:
        return None
    tree.branch = copy.deepcopy(tree.files)
    if not is_possible_now:
        return "branch off"
    tree.check_out(other)
    return f"check out the other branch: {sorted(tree.files)}"


WIDER_OPERATIONS = WIDE_OPERATIONS + [twin] * 3 + [check_out] * 10
assert TITLES
