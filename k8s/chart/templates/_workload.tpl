{{- /* A workload of nodes of one role: root, component ("engine" or "gateway"), values. */ -}}
{{- define "parley.workload" -}}
{{- $root := .root }}
{{- $isGateway := eq .component "gateway" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "parley.name" $root }}-{{ .component }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "parley.labels" . | nindent 4 }}
spec:
  {{- if not .values.autoscaling.enabled }}
  replicas: {{ .values.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  minReadySeconds: {{ $root.Values.lifecycle.minReadySeconds }}
  # One node comes, then one leaves: the cluster moves its shards a node at a time.
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  selector:
    matchLabels:
      {{- include "parley.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "parley.labels" . | nindent 8 }}
        parley.node: "true"
        {{- with .values.labels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .values.annotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ include "parley.name" $root }}
      # To ask the API for the pods of the cluster.
      automountServiceAccountToken: true
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ $root.Values.lifecycle.terminationGraceSeconds }}
      securityContext:
        {{- include "parley.podSecurity" $root | nindent 8 }}
      {{- with $root.Values.image.pullSecrets }}
      imagePullSecrets:
        {{- range . }}
        - name: {{ . | quote }}
        {{- end }}
      {{- end }}
      {{- with .values.priorityClassName }}
      priorityClassName: {{ . | quote }}
      {{- end }}
      {{- with .values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- if $root.Values.topologyKeys }}
      topologySpreadConstraints:
        {{- range $key := $root.Values.topologyKeys }}
        - topologyKey: {{ $key | quote }}
          maxSkew: 1
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "parley.selector" $ | nindent 14 }}
          matchLabelKeys: [pod-template-hash]
        {{- end }}
      {{- end }}
      containers:
        - name: parley
          {{- include "parley.image" $root | nindent 10 }}
          # The JVM is the container's first process: SIGTERM reaches it.
          command: [java]
          args:
            {{- include "parley.javaOptions" $root | nindent 12 }}
            - -XX:ActiveProcessorCount={{ .values.processors }}
            {{- if $isGateway }}
            - -Dparley.gateway.socket.admission.per-address-per-second={{ int .values.admission.perAddressPerSecond }}
            - -Dparley.gateway.socket.admission.per-address-burst={{ int .values.admission.perAddressBurst }}
            {{- end }}
            {{- range .values.javaOptions }}
            - {{ . | quote }}
            {{- end }}
            - -cp
            - /opt/parley/lib/*
            - parley.server.Main
          env:
            - name: POD_IP
              valueFrom:
                fieldRef: { fieldPath: status.podIP }
            - name: PARLEY_ROLES
              value: {{ .component }}
            - name: PARLEY_ARTERY_HOST
              value: $(POD_IP)
            - name: PARLEY_MANAGEMENT_HOST
              value: $(POD_IP)
            - name: PARLEY_BOOTSTRAP
              value: "on"
            - name: PARLEY_CONTACT_POINTS
              value: {{ $root.Values.engine.contactPoints | quote }}
            - name: PARLEY_POD_LABEL_SELECTOR
              value: app.kubernetes.io/name=%s,app.kubernetes.io/instance={{ $root.Release.Name }},app.kubernetes.io/component=engine
            - name: PARLEY_APP_VERSION
              value: {{ include "parley.version" $root | quote }}
            {{- if $root.Values.tls.artery.enabled }}
            - name: PARLEY_ARTERY_TRANSPORT
              value: tls-tcp
            {{- end }}
            {{- include "parley.commonEnvironment" $root | nindent 12 }}
            {{- with $root.Values.tracing }}
            {{- if .host }}
            - name: OTEL_EXPORTER_OTLP_ENDPOINT
              value: http://{{ .host }}:{{ .port }}
            - name: OTEL_TRACES_SAMPLER
              value: parentbased_traceidratio
            - name: OTEL_TRACES_SAMPLER_ARG
              value: {{ .ratio | quote }}
            {{- end }}
            {{- end }}
            {{- if $root.Values.secret.serviceApi }}
            - name: PARLEY_SERVICE_KEY
              valueFrom:
                secretKeyRef: { name: {{ $root.Values.secret.name | quote }}, key: service-key }
            {{- end }}
            {{- if $isGateway }}
            {{- if $root.Values.cassandra.history }}
            - name: PARLEY_HISTORY
              value: {{ $root.Values.cassandra.history | quote }}
            {{- end }}
            - name: PARLEY_HTTP_HOST
              value: $(POD_IP)
            - name: PARLEY_WS_HOST
              value: $(POD_IP)
            - name: PARLEY_KEY_SECRET
              valueFrom:
                secretKeyRef: { name: {{ $root.Values.secret.name | quote }}, key: key-secret }
            {{- if $root.Values.tls.listeners.enabled }}
            - name: PARLEY_TLS
              value: "on"
            - name: PARLEY_TLS_CERT_FILE
              value: /var/run/secrets/parley/listeners/tls.crt
            - name: PARLEY_TLS_KEY_FILE
              value: /var/run/secrets/parley/listeners/tls.key
            {{- end }}
            {{- if $root.Values.ingress.enabled }}
            - name: PARLEY_BEHIND_PROXY
              value: "on"
            - name: PARLEY_SOCKET_URL
              value: {{ include "parley.socketUrl" $root | quote }}
            {{- end }}
            {{- end }}
          ports:
            - { name: artery, containerPort: 25520 }
            - { name: management, containerPort: 8558 }
            {{- if $isGateway }}
            - { name: http, containerPort: 8080 }
            - { name: ws, containerPort: 8081 }
            {{- end }}
          # The JVM has come up. From then on liveness counts.
          startupProbe:
            httpGet: { path: /alive, port: management }
            periodSeconds: 2
            timeoutSeconds: 2
            failureThreshold: {{ div (int $root.Values.lifecycle.startupSeconds) 2 }}
          # The process answers. It does not ask Cassandra or the cluster: a restart mends neither, and loses what is in memory.
          livenessProbe:
            httpGet: { path: /alive, port: management }
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          # A message could be sent through this node: a member that is Up, with sharding, a database that answers, and its listeners.
          readinessProbe:
            httpGet: { path: /ready, port: management }
            periodSeconds: 5
            timeoutSeconds: 4
            failureThreshold: 3
          lifecycle:
            preStop:
              sleep: { seconds: {{ $root.Values.lifecycle.preStopSeconds }} }
          resources:
            {{- toYaml .values.resources | nindent 12 }}
          securityContext:
            {{- include "parley.containerSecurity" $root | nindent 12 }}
          volumeMounts:
            - { name: tmp, mountPath: /tmp }
            {{- include "parley.cassandraTlsMount" $root | nindent 12 }}
            {{- if and $isGateway $root.Values.tls.listeners.enabled }}
            - { name: listeners-tls, mountPath: /var/run/secrets/parley/listeners, readOnly: true }
            {{- end }}
            {{- if $root.Values.tls.artery.enabled }}
            - { name: artery-tls, mountPath: /var/run/secrets/akka-tls/rotating-keys-engine, readOnly: true }
            {{- end }}
      volumes:
        # For native libraries, which the JVM unpacks.
        - name: tmp
          emptyDir: { sizeLimit: 64Mi }
        {{- include "parley.cassandraTlsVolume" $root | nindent 8 }}
        {{- if and $isGateway $root.Values.tls.listeners.enabled }}
        - name: listeners-tls
          secret:
            secretName: {{ $root.Values.tls.listeners.secret | quote }}
            defaultMode: 0440
        {{- end }}
        {{- if $root.Values.tls.artery.enabled }}
        - name: artery-tls
          secret:
            secretName: {{ required "tls.artery.secret" $root.Values.tls.artery.secret | quote }}
            defaultMode: 0440
        {{- end }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "parley.name" $root }}-{{ .component }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "parley.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  # A node that is not ready may always go: it serves nobody.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "parley.selector" . | nindent 6 }}
{{- with .values.autoscaling }}
{{- if .enabled }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "parley.name" $root }}-{{ $.component }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "parley.labels" $ | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "parley.name" $root }}-{{ $.component }}
  minReplicas: {{ .minReplicas }}
  maxReplicas: {{ .maxReplicas }}
  metrics:
    - type: Pods
      pods:
        metric:
          name: {{ .metric | quote }}
        target:
          type: AverageValue
          averageValue: {{ .target | int | quote }}
  behavior:
    scaleUp:
      stabilizationWindowSeconds: 60
      policies:
        - { type: Pods, value: 2, periodSeconds: 60 }
    scaleDown:
      stabilizationWindowSeconds: {{ .scaleDownWindowSeconds }}
      policies:
        - { type: Pods, value: 1, periodSeconds: {{ .scaleDownPeriodSeconds }} }
{{- end }}
{{- end }}
{{- end -}}
