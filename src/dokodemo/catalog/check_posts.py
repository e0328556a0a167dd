"""Are the posts and departments of a city right, and do its sections fit them?"""

from dokodemo.catalog.check_procedure import Known
from dokodemo.catalog.posts import LEVELS, Post, PostsFile
from dokodemo.catalog.reading import Source, nearest
from dokodemo.catalog.schema import Section


def judge(declared: PostsFile, source: Source, known: Known) -> None:
    """Say everything that is wrong with ``posts.yaml``."""
    taken = {**dict.fromkeys(known.organs, "an organ"), **dict.fromkeys(known.sections, "a section")}
    for index, department in enumerate(declared.departments):
        if department.id in taken:
            source.say(
                ("departments", index, "id"),
                f"the id {department.id!r} is that of {taken[department.id]}",
                "give each its own id",
            )
        taken[department.id] = "a department"
        if department.organ not in known.organs:
            hint = nearest(department.organ, known.organs)
            source.say(("departments", index, "organ"), f"unknown organ {department.organ!r}", hint)
    _judge_posts(declared.posts, source)


def judge_sections(sections: list[Section], source: Source, declared: PostsFile | None) -> None:
    """Say which sections name a department that is not there or belongs to another organ."""
    departments = {each.id: each for each in (declared.departments if declared else [])}
    for index, section in enumerate(sections):
        if section.department is None:
            continue
        where = ("sections", index, "department")
        found = departments.get(section.department)
        if found is None:
            hint = nearest(section.department, departments) if departments else "declare it in posts.yaml"
            source.say(where, f"unknown department {section.department!r}", hint)
        elif found.organ != section.organ:
            hint = "name a department of the section's organ"
            source.say(where, f"{found.id!r} is a department of {found.organ!r}, not {section.organ!r}", hint)


def _judge_posts(posts: list[Post], source: Source) -> None:
    seen: set[str] = set()
    for index, post in enumerate(posts):
        if post.id in seen:
            source.say(("posts", index, "id"), f"the id {post.id!r} is here twice", "give each its own id")
        seen.add(post.id)
        below = [each for each in posts if LEVELS.index(each.of) < LEVELS.index(post.of)]
        highest = max(below, key=lambda each: each.rank, default=None)
        if highest is not None and post.rank <= highest.rank:
            source.say(
                ("posts", index, "rank"),
                f"the post {post.id!r} does not rank above {highest.id!r}, which is one of a {highest.of}",
                f"write a rank above {highest.rank}",
            )
