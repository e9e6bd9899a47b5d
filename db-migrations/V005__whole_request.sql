-- A lease holds any number of ports; what it asked for is kept in groups.
alter table lease add column ports jsonb not null default '[]';
update lease set ports = jsonb_build_array(jsonb_build_object(
    'container', '{"value": 22}'::jsonb, 'protocol', 'TCP', 'host', jsonb_build_object('value', ssh_port),
    'label', 'ssh', 'fixed', false));
alter table lease alter column ports drop default;
alter table lease drop column ssh_port;

-- Password hash and secret variables, encrypted like the host key.
alter table lease add column sealed_secrets bytea;

update lease set spec = jsonb_build_object(
    'image', spec -> 'image',
    'ssh', true,
    'resources', jsonb_build_object(
        'cpus', spec -> 'cpus', 'memory', spec -> 'memory', 'shmSize', spec -> 'shmSize',
        'pidsLimit', spec -> 'pidsLimit', 'cpuset', null, 'ulimits', '{}'::jsonb, 'hostIpc', false),
    'login', jsonb_build_object('user', spec -> 'user', 'keys', true, 'password', false),
    'program', jsonb_build_object(
        'hostname', spec -> 'hostname', 'env', spec -> 'env', 'secretEnv', '[]'::jsonb,
        'workdir', null, 'command', '[]'::jsonb),
    'network', jsonb_build_object(
        'mode', 'BRIDGE', 'joins', null,
        'ports', '[{"container": {"value": 22}, "protocol": "TCP", "host": null, "label": "ssh"}]'::jsonb,
        'expose', '[]'::jsonb, 'links', '{}'::jsonb, 'dns', '[]'::jsonb),
    'mounts', case when (spec -> 'home')::boolean
        then jsonb_build_array(jsonb_build_object(
            'kind', 'HOME', 'name', null, 'readOnly', false,
            'target', case spec ->> 'user' when 'root' then '/root' else '/home/' || (spec ->> 'user') end))
        else '[]'::jsonb end,
    'restart', '{"kind": "UNLESS_STOPPED", "maxRetries": 0}'::jsonb,
    'labels', spec -> 'labels');
