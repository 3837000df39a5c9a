/** AdamW (Loshchilov and Hutter 2019): Adam with bias correction, weight decay apart from the gradient. */

export interface AdamWSettings {
  beta1: number;
  beta2: number;
  epsilon: number;
  /** Per unit of learning rate. */
  weightDecay: number;
  /** Gradients are scaled down to this norm over all parameters; null leaves them. */
  clipNorm: number | null;
}

export const ADAMW_DEFAULTS: AdamWSettings = {
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0,
  clipNorm: 1,
};

export class AdamW {
  readonly settings: AdamWSettings;
  /** First and second moments, one array a parameter. */
  readonly first: Float32Array[];
  readonly second: Float32Array[];
  step = 0;
  readonly #parameters: readonly Float32Array[];

  constructor(parameters: readonly Float32Array[], settings: AdamWSettings = ADAMW_DEFAULTS) {
    this.#parameters = parameters;
    this.settings = settings;
    this.first = parameters.map((p) => new Float32Array(p.length));
    this.second = parameters.map((p) => new Float32Array(p.length));
  }

  /** Changes the parameters in place and returns the gradients' norm before clipping. */
  update(gradients: readonly Float32Array[], learningRate: number): number {
    const { beta1, beta2, epsilon, weightDecay, clipNorm } = this.settings;
    let squares = 0;
    for (const gradient of gradients)
      for (let i = 0; i < gradient.length; i++) squares += (gradient[i] as number) ** 2;
    const norm = Math.sqrt(squares);
    if (!Number.isFinite(norm)) throw new Error(`the gradient is not finite at step ${this.step + 1}`);
    const clip = clipNorm !== null && norm > clipNorm ? clipNorm / norm : 1;
    this.step++;
    const firstScale = 1 / (1 - beta1 ** this.step);
    const secondScale = 1 / (1 - beta2 ** this.step);
    for (const [k, parameter] of this.#parameters.entries()) {
      const gradient = gradients[k] as Float32Array;
      const m = this.first[k] as Float32Array;
      const v = this.second[k] as Float32Array;
      for (let i = 0; i < parameter.length; i++) {
        const d = (gradient[i] as number) * clip;
        const mean = beta1 * (m[i] as number) + (1 - beta1) * d;
        const square = beta2 * (v[i] as number) + (1 - beta2) * d * d;
        m[i] = mean;
        v[i] = square;
        const w = parameter[i] as number;
        parameter[i] =
          w -
          learningRate *
            ((mean * firstScale) / (Math.sqrt(square * secondScale) + epsilon) + weightDecay * w);
      }
    }
    return norm;
  }
}

/** Linear warm-up, then half a cosine down to a tenth (Loshchilov and Hutter 2017, without restarts). `step` from 0. */
export function cosineRate(peak: number, step: number, totalSteps: number, warmupSteps: number): number {
  if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps;
  const progress = Math.min(1, (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
  return peak * (0.1 + 0.9 * 0.5 * (1 + Math.cos(Math.PI * progress)));
}
