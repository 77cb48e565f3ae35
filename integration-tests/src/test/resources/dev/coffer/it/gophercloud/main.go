// What a program written for gophercloud does, as the provider of Terraform: one step per run, its result as JSON on standard output.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/gophercloud/gophercloud"
	"github.com/gophercloud/gophercloud/openstack"
	"github.com/gophercloud/gophercloud/openstack/db/v1/configurations"
	"github.com/gophercloud/gophercloud/openstack/db/v1/databases"
	"github.com/gophercloud/gophercloud/openstack/db/v1/datastores"
	"github.com/gophercloud/gophercloud/openstack/db/v1/flavors"
	"github.com/gophercloud/gophercloud/openstack/db/v1/instances"
	"github.com/gophercloud/gophercloud/openstack/db/v1/users"
)

type result map[string]interface{}

// Ends the program when there is an error, and says what was tried.
func must(what string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
		os.Exit(1)
	}
}

func connect() *gophercloud.ServiceClient {
	auth, err := openstack.AuthOptionsFromEnv()
	must("environment", err)
	provider, err := openstack.AuthenticatedClient(auth)
	must("login", err)
	client, err := openstack.NewDBV1(provider, gophercloud.EndpointOpts{Region: "RegionOne"})
	must("endpoint", err)
	return client
}

// The instance of this name, found in the list.
func find(client *gophercloud.ServiceClient, name string) instances.Instance {
	pages, err := instances.List(client).AllPages()
	must("list instances", err)
	all, err := instances.ExtractInstances(pages)
	must("list instances", err)
	for _, instance := range all {
		if instance.Name == name {
			return instance
		}
	}
	must("find "+name, fmt.Errorf("not among %d instances", len(all)))
	return instances.Instance{}
}

// As Terraform: any status but those on the way is a failure.
func await(client *gophercloud.ServiceClient, id string, onTheWay ...string) *instances.Instance {
	for patience := time.Now().Add(3 * time.Minute); time.Now().Before(patience); time.Sleep(time.Second) {
		instance, err := instances.Get(client, id).Extract()
		must("get instance", err)
		if instance.Status == "ACTIVE" || instance.Status == "HEALTHY" {
			return instance
		}
		passing := false
		for _, status := range onTheWay {
			passing = passing || status == instance.Status
		}
		if !passing {
			must("wait", fmt.Errorf("unexpected status %s", instance.Status))
		}
	}
	must("wait", fmt.Errorf("not active in time"))
	return nil
}

func create(client *gophercloud.ServiceClient) result {
	made, err := instances.Create(client, instances.CreateOpts{
		Name:      "library",
		FlavorRef: "1",
		Size:      1,
		Datastore: &instances.DatastoreOpts{Type: "mariadb", Version: "11.8"},
		Networks:  []instances.NetworkOpts{{UUID: "5d1f0f5e-3f3c-4a57-9a70-1b1f0c1f5a55"}},
		Databases: databases.BatchCreateOpts{{Name: "app"}},
		Users: users.BatchCreateOpts{
			{Name: "app", Password: "secret-App-1", Databases: databases.BatchCreateOpts{{Name: "app"}}},
		},
	}).Extract()
	must("create instance", err)
	instance := await(client, made.ID, "BUILD")
	return result{
		"id":        instance.ID,
		"flavor":    instance.Flavor.ID,
		"volume":    instance.Volume.Size,
		"datastore": instance.Datastore.Type + " " + instance.Datastore.Version,
		"created":   instance.Created.Year(),
	}
}

func accounts(client *gophercloud.ServiceClient) result {
	id := find(client, "library").ID
	must("create database", databases.Create(client, id, databases.BatchCreateOpts{
		{Name: "books", CharSet: "utf8mb4", Collate: "utf8mb4_bin"},
	}).ExtractErr())
	must("create user", users.Create(client, id, users.BatchCreateOpts{
		{Name: "reader", Password: "reader-Secret-1", Host: "%", Databases: databases.BatchCreateOpts{{Name: "books"}}},
	}).ExtractErr())
	databasePages, err := databases.List(client, id).AllPages()
	must("list databases", err)
	foundDatabases, err := databases.ExtractDBs(databasePages)
	must("list databases", err)
	userPages, err := users.List(client, id).AllPages()
	must("list users", err)
	foundUsers, err := users.ExtractUsers(userPages)
	must("list users", err)
	before, err := instances.IsRootEnabled(client, id).Extract()
	must("is root enabled", err)
	root, err := instances.EnableRootUser(client, id).Extract()
	must("enable root", err)
	return result{"databases": foundDatabases, "users": foundUsers, "before": before, "root": root}
}

func removeAccounts(client *gophercloud.ServiceClient) result {
	id := find(client, "library").ID
	must("delete user", users.Delete(client, id, "reader").ExtractErr())
	must("delete database", databases.Delete(client, id, "books").ExtractErr())
	must("restart", instances.Restart(client, id).ExtractErr())
	return result{"status": await(client, id, "REBOOT").Status}
}

func catalogue(client *gophercloud.ServiceClient) result {
	flavorPages, err := flavors.List(client).AllPages()
	must("list flavors", err)
	foundFlavors, err := flavors.ExtractFlavors(flavorPages)
	must("list flavors", err)
	flavor, err := flavors.Get(client, "1").Extract()
	must("get flavor", err)
	datastorePages, err := datastores.List(client).AllPages()
	must("list datastores", err)
	foundDatastores, err := datastores.ExtractDatastores(datastorePages)
	must("list datastores", err)
	datastore, err := datastores.Get(client, "mariadb").Extract()
	must("get datastore", err)
	versionPages, err := datastores.ListVersions(client, datastore.ID).AllPages()
	must("list versions", err)
	versions, err := datastores.ExtractVersions(versionPages)
	must("list versions", err)
	version, err := datastores.GetVersion(client, datastore.ID, versions[0].ID).Extract()
	must("get version", err)
	return result{
		"flavors":    len(foundFlavors),
		"flavor":     flavor,
		"datastores": foundDatastores,
		"datastore":  datastore.Name,
		"versions":   versions,
		"version":    version.Name,
	}
}

func resize(client *gophercloud.ServiceClient) result {
	id := find(client, "library").ID
	must("resize", instances.Resize(client, id, "2").ExtractErr())
	await(client, id, "RESIZE", "SHUTDOWN", "REBOOT")
	must("resize volume", instances.ResizeVolume(client, id, 2).ExtractErr())
	instance := await(client, id, "RESIZE")
	return result{"flavor": instance.Flavor.ID, "volume": instance.Volume.Size}
}

func configure(client *gophercloud.ServiceClient) result {
	id := find(client, "library").ID
	group, err := configurations.Create(client, configurations.CreateOpts{
		Name:        "tuned",
		Description: "small",
		Datastore:   &configurations.DatastoreOpts{Type: "mariadb", Version: "11.8"},
		Values:      map[string]interface{}{"max_connections": 300, "autocommit": true},
	}).Extract()
	must("create configuration", err)
	must("update", configurations.Update(client, group.ID, configurations.UpdateOpts{
		Values: map[string]interface{}{"max_connections": 310},
	}).ExtractErr())
	must("replace", configurations.Replace(client, group.ID, configurations.UpdateOpts{
		Name:   "tuned",
		Values: map[string]interface{}{"max_connections": 320},
	}).ExtractErr())
	got, err := configurations.Get(client, group.ID).Extract()
	must("get configuration", err)
	pages, err := configurations.List(client).AllPages()
	must("list configurations", err)
	groups, err := configurations.ExtractConfigs(pages)
	must("list configurations", err)
	must("attach", instances.AttachConfigurationGroup(client, id, group.ID).ExtractErr())
	attachedPages, err := configurations.ListInstances(client, group.ID).AllPages()
	must("list its instances", err)
	attached, err := instances.ExtractInstances(attachedPages)
	must("list its instances", err)
	parameters, parameter := parameters(client, group)
	must("detach", instances.DetachConfigurationGroup(client, id).ExtractErr())
	await(client, id, "RESTART_REQUIRED")
	must("delete configuration", configurations.Delete(client, group.ID).ExtractErr())
	return result{
		"values":     got.Values,
		"groups":     len(groups),
		"attached":   len(attached),
		"parameters": parameters,
		"parameter":  parameter,
	}
}

// All parameters of the group's version, and one of them, by both paths.
func parameters(client *gophercloud.ServiceClient, group *configurations.Config) (int, *configurations.Param) {
	pages, err := configurations.ListDatastoreParams(client, group.DatastoreName, group.DatastoreVersionID).AllPages()
	must("list parameters", err)
	found, err := configurations.ExtractParams(pages)
	must("list parameters", err)
	globalPages, err := configurations.ListGlobalParams(client, group.DatastoreVersionID).AllPages()
	must("list parameters by the version", err)
	global, err := configurations.ExtractParams(globalPages)
	must("list parameters by the version", err)
	if len(found) != len(global) {
		must("compare parameters", fmt.Errorf("%d and %d", len(found), len(global)))
	}
	one, err := configurations.GetDatastoreParam(
		client, group.DatastoreName, group.DatastoreVersionID, "max_connections").Extract()
	must("get parameter", err)
	_, err = configurations.GetGlobalParam(client, group.DatastoreVersionID, "max_connections").Extract()
	must("get parameter by the version", err)
	return len(found), one
}

func remove(client *gophercloud.ServiceClient) result {
	id := find(client, "library").ID
	must("delete instance", instances.Delete(client, id).ExtractErr())
	for patience := time.Now().Add(time.Minute); time.Now().Before(patience); time.Sleep(time.Second) {
		instance, err := instances.Get(client, id).Extract()
		if _, gone := err.(gophercloud.ErrDefault404); gone {
			return result{"gone": true}
		}
		must("get instance", err)
		if instance.Status != "ACTIVE" && instance.Status != "SHUTDOWN" {
			must("wait", fmt.Errorf("unexpected status %s", instance.Status))
		}
	}
	return result{"gone": false}
}

func main() {
	steps := map[string]func(*gophercloud.ServiceClient) result{
		"create": create, "accounts": accounts, "remove-accounts": removeAccounts, "catalogue": catalogue,
		"resize": resize, "configure": configure, "remove": remove,
	}
	step, known := steps[os.Args[1]]
	if !known {
		must(os.Args[1], fmt.Errorf("no such step"))
	}
	must("answer", json.NewEncoder(os.Stdout).Encode(step(connect())))
}
