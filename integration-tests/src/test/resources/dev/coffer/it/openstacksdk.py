"""What a program written for openstacksdk does; one step per run, its result as JSON on standard output."""

import json
import sys

import openstack
from openstack import exceptions, resource


def make(database):
    flavor = database.find_flavor("m1.tiny")
    made = database.create_instance(
        name="library",
        flavor=flavor.id,
        volume={"size": 1},
        datastore={"type": "mariadb", "version": "11.8"},
    )
    made = resource.wait_for_status(database, made, "ACTIVE", ["ERROR"], interval=1, wait=180)
    database.create_database(made, name="books")
    database.create_user(
        made, name="reader", password="reader-Secret-1", databases=[{"name": "books"}]
    )
    return {"id": made.id, "status": made.status}


def look(database):
    found = database.find_instance("library", ignore_missing=False)
    got = database.get_instance(found.id)
    return {
        "instances": [instance.name for instance in database.instances()],
        "flavors": [flavor.name for flavor in database.flavors()],
        "ram": database.get_flavor("1").ram,
        "databases": [name.name for name in database.databases(got)],
        "users": {user.name: user.databases for user in database.users(got)},
        "found": found.id,
        "created": got.created_at,
        "datastore": got.datastore,
        "volume": got.volume["size"],
        "root": got.is_root_enabled(database),
        "nobody": database.find_instance("nobody"),
    }


def root(database):
    instance = database.find_instance("library", ignore_missing=False)
    account = instance.enable_root_user(database)
    return {"password": account["password"], "enabled": instance.is_root_enabled(database)}


def settled(database, instance):
    """Asked anew first: the SDK looks at the status it has before it asks."""
    instance = database.get_instance(instance.id)
    return resource.wait_for_status(database, instance, "ACTIVE", ["ERROR"], interval=1, wait=90)


def restart(database):
    instance = database.find_instance("library", ignore_missing=False)
    instance.restart(database)
    return {"status": settled(database, instance).status}


def grow(database):
    instance = database.find_instance("library", ignore_missing=False)
    for change in (lambda: instance.resize_volume(database, 2), lambda: instance.resize(database, "2")):
        change()
        settled(database, instance)
    grown = database.get_instance(instance.id)
    return {"volume": grown.volume["size"], "flavor": grown.flavor["id"]}


def refused(database):
    """What is wrong is refused as such; what is missing may be missing."""
    instance = database.find_instance("library", ignore_missing=False)
    codes = {}
    for name, wrong in {
        "update": lambda: database.update_instance(instance.id, volume={"size": 5}),
        "user": lambda: database.delete_user("nobody", instance, ignore_missing=False),
        "database": lambda: database.delete_database("nothing", instance, ignore_missing=False),
        "instance": lambda: database.get_instance("00000000-0000-4000-8000-00000000dead"),
        "flavor": lambda: database.get_flavor("nothing"),
    }.items():
        try:
            wrong()
        except exceptions.HttpException as refusal:
            codes[name] = refusal.status_code
    database.delete_user("nobody", instance)
    database.delete_database("nothing", instance)
    database.delete_instance("00000000-0000-4000-8000-00000000dead")
    return codes


def rename(database):
    instance = database.find_instance("library", ignore_missing=False)
    database.update_instance(instance, name="archive")
    database.delete_user("reader", instance, ignore_missing=False)
    database.delete_database("books", instance, ignore_missing=False)
    return {"name": database.get_instance(instance.id).name}


def remove(database):
    instance = database.find_instance("archive", ignore_missing=False)
    database.delete_instance(instance, ignore_missing=False)
    resource.wait_for_delete(database, instance, interval=1, wait=90)
    return {"instances": [left.name for left in database.instances()]}


steps = (make, look, root, restart, grow, refused, rename, remove)
step = {step.__name__: step for step in steps}[sys.argv[1]]
print(json.dumps(step(openstack.connect().database)))
