{{- define "parley.name" -}}
{{- default (ternary .Release.Name (printf "%s-parley" .Release.Name) (contains "parley" .Release.Name)) .Values.fullnameOverride | trunc 48 | trimSuffix "-" -}}
{{- end -}}

{{- define "parley.version" -}}
{{- default .Chart.AppVersion .Values.image.tag -}}
{{- end -}}

{{- /* What a pod is found by; never changes. */ -}}
{{- define "parley.selector" -}}
app.kubernetes.io/name: parley
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end -}}

{{- define "parley.labels" -}}
{{ include "parley.selector" . }}
app.kubernetes.io/version: {{ include "parley.version" .root | trunc 63 | quote }}
app.kubernetes.io/part-of: parley
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "parley.image" -}}
image: {{ printf "%s:%s" .Values.image.repository (include "parley.version" .) | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- end -}}

{{- define "parley.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "parley.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "parley.commonEnvironment" -}}
{{- $hosts := list }}
{{- range .Values.cassandra.hosts }}{{ $hosts = append $hosts (printf "%s:%d" . (int $.Values.cassandra.port)) }}{{ end -}}
- name: PARLEY_LOG_FORMAT
  value: {{ .Values.logFormat }}
- name: PARLEY_CASSANDRA
  value: {{ join "," $hosts | quote }}
- name: PARLEY_CASSANDRA_DATACENTER
  value: {{ .Values.cassandra.datacenter | quote }}
- name: PARLEY_CASSANDRA_KEYSPACE
  value: {{ .Values.cassandra.keyspace | quote }}
{{- if .Values.cassandra.authentication }}
- name: PARLEY_CASSANDRA_USERNAME
  valueFrom:
    secretKeyRef: { name: {{ .Values.secret.name | quote }}, key: cassandra-username }
- name: PARLEY_CASSANDRA_PASSWORD
  valueFrom:
    secretKeyRef: { name: {{ .Values.secret.name | quote }}, key: cassandra-password }
{{- end }}
{{- with .Values.tls.cassandra }}
{{- if .enabled }}
- name: PARLEY_CASSANDRA_TLS
  value: "on"
- name: PARLEY_CASSANDRA_TLS_VERIFY_HOST
  value: {{ ternary "on" "off" .verifyHost | quote }}
{{- if .secret }}
- name: PARLEY_CASSANDRA_TLS_CA_FILE
  value: /var/run/secrets/parley/cassandra/ca.crt
{{- end }}
{{- if .clientCertificate }}
- name: PARLEY_CASSANDRA_TLS_CERT_FILE
  value: /var/run/secrets/parley/cassandra/tls.crt
- name: PARLEY_CASSANDRA_TLS_KEY_FILE
  value: /var/run/secrets/parley/cassandra/tls.key
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- /* Whole directories, since a file that is mounted by itself is never renewed. */ -}}
{{- define "parley.cassandraTlsMount" -}}
{{- if and .Values.tls.cassandra.enabled .Values.tls.cassandra.secret }}
- { name: cassandra-tls, mountPath: /var/run/secrets/parley/cassandra, readOnly: true }
{{- end }}
{{- end -}}

{{- define "parley.cassandraTlsVolume" -}}
{{- if and .Values.tls.cassandra.enabled .Values.tls.cassandra.secret }}
- name: cassandra-tls
  secret:
    secretName: {{ .Values.tls.cassandra.secret | quote }}
    defaultMode: 0440
{{- end }}
{{- end -}}

{{- define "parley.javaOptions" -}}
- -XX:InitialRAMPercentage=70
- -XX:MaxRAMPercentage=70
- -XX:+ExitOnOutOfMemoryError
- -XX:-UsePerfData
{{- end -}}

{{- /* The least number of engines that there are. */ -}}
{{- define "parley.enginesLeast" -}}
{{- ternary .Values.engine.autoscaling.minReplicas .Values.engine.replicas .Values.engine.autoscaling.enabled | int -}}
{{- end -}}

{{- define "parley.socketUrl" -}}
{{- printf "%s://%s/v1/socket" (ternary "ws" "wss" (empty .Values.ingress.tlsSecret)) .Values.ingress.host -}}
{{- end -}}
